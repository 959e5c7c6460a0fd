"""Spreadsheets in and out: lists of decisions, units, and the tables people download."""
