"""What a request may cost: its queries, one by one, and the indexes they use."""
