"""Formats of dates and numbers, instead of Django's (whose Vietnamese reads 05/06/2026 as 6 May)."""
