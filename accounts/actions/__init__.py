"""What happens: verbs, in modules named for their noun. Import it, and call ``users.remove``."""
