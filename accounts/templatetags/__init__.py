"""What templates may ask about who signs in, and how."""
