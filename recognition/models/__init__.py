"""What is: one noun a file."""

from recognition.models.allowance import Allowance, LedgerEntry, balance_of, left_of
from recognition.models.badge import Badge, BadgeAward
from recognition.models.case import Case, Report, Review
from recognition.models.core_value import CoreValue
from recognition.models.hi5 import Hi5
from recognition.models.recognition import Recognition
from recognition.models.tally import (
    LastThanks,
    MonthlyTally,
    ParticipationTally,
    SpanTally,
    ValueTally,
)

__all__ = [
    "Allowance",
    "Badge",
    "BadgeAward",
    "Case",
    "CoreValue",
    "Hi5",
    "LastThanks",
    "LedgerEntry",
    "MonthlyTally",
    "ParticipationTally",
    "Recognition",
    "Report",
    "Review",
    "SpanTally",
    "ValueTally",
    "balance_of",
    "left_of",
]
