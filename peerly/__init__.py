"""The project: wiring. Knows every app and holds no rule of recognition."""
