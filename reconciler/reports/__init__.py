"""Values in, text out: what people and machines read. The function is called `render` in every module."""
