"""Days as English has them: Mon 4 May."""

WEEKDAY_FORMAT = "D j M"
