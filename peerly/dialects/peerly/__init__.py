"""Peerly's own dialect: the API page, settled by peerly-v1."""
