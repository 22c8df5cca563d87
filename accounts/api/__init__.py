"""How people and organisations are asked for over HTTP, in whatever dialect."""
