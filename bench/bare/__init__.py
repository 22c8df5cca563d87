"""The anchor: what Python and PostgreSQL can do without a framework, for the same bytes."""
