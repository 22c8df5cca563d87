"""Peerly's tests: they mirror the source, and run on SQLite and on PostgreSQL."""
