"""Questions that every desired state must answer well: one question a file, pure, its findings without files."""
