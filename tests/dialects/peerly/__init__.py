"""The native dialect's own words, in tests."""
