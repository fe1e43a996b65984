"""What a text that is no YAML has for a mistake: ruamel tells where it gave up, and this room why."""
