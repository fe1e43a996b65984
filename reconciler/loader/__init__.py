"""YAML in a folder to the desired state, every mistake of every file placed; and YAML written for an import."""
