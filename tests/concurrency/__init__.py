"""What happens at once: each race on both databases, and each with its guard taken out."""
