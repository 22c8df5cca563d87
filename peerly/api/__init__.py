"""The API kernel: what every dialect is built from. Imports no app."""
