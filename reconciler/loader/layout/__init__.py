"""The canonical layout of a YAML file: from text to text, with every comment and no value touched."""
