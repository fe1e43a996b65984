"""Reports as GitHub's workflow commands."""
