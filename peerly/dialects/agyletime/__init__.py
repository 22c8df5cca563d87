"""What clients of Agyle Time's API say and understand."""
