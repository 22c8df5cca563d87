"""Days as German has them: Mo, 4. Mai."""

WEEKDAY_FORMAT = "D, j. M"
