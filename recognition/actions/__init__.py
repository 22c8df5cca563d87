"""What happens: verbs, in modules named for their noun. Import it, and call ``hi5s.give``."""
