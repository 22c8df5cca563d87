"""What happens: verbs, in modules named for their noun. Import the module, call ``users.remove``."""
