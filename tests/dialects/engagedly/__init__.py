"""What only the Engagedly dialect promises."""
