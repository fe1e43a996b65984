"""One file a verb: read, decide, write. They know no argv and print nothing."""
