"""A stand-in for the provider, written from its documentation alone, to try the whole program against.

It imports nothing else of this project: two readings of the same pages that agree are worth more than one.
"""
