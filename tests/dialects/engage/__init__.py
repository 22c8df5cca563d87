"""Engage's dialect, as its clients use it."""
