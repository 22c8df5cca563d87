"""What holds of the source itself: where things are, what they are called, what is said of them."""
