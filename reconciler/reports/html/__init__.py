"""Reports as pages that a browser shows without the network."""
