"""Pages about who: signing in, people, the organisation."""
