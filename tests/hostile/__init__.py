"""What nobody should send: whatever it is, the answer is one of ours, and never a failure."""
