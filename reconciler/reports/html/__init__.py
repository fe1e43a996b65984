"""Reports as pages for a browser: one file that asks the network for nothing."""
