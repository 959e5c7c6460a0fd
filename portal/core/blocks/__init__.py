"""Blocks of the body of a page, one family a file."""
