"""Pages about what: the feed, giving, recognitions, moderation, figures."""
