"""Reports as Markdown, for job summaries and comments."""
