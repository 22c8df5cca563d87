"""What: values, recognitions, hi5s, reports, reviews, badges. May import accounts."""
