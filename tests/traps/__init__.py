"""Mistakes that others made."""
