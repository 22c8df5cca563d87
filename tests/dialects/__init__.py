"""What every dialect must keep to, and what each of them says in its own words."""
