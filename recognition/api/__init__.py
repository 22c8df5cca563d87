"""How recognition is asked for over HTTP, in whatever dialect."""
