"""What is given, joined in with, reported and earned."""
