"""The demo: two companies, their people, and a year of thanks worth reading. All invented."""
