"""Reports in SARIF, the interchange format of tools that find mistakes."""
