"""Reports for machines: one JSON value each, with a `format_version`."""
