"""The period language, which says when an entry of a redirection is active: how it is read, doubted and evaluated."""
