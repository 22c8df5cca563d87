"""Who: organisations, their people, and how they prove who they are. Never imports recognition."""
