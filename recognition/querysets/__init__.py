"""What can be seen of recognition: the only door from a request to its rows."""

from recognition.querysets.allowances import AllowanceQuerySet, LedgerQuerySet
from recognition.querysets.badges import (
    BadgeAwardQuerySet,
    BadgeQuerySet,
    LiveBadgeManager,
)
from recognition.querysets.last_thanks import LastThanksQuerySet
from recognition.querysets.people import (
    lately_thanked,
    with_allowance,
    with_newest_grant,
    with_recognition_counts,
    with_standing,
)
from recognition.querysets.recognitions import (
    CaseQuerySet,
    CoreValueQuerySet,
    Hi5QuerySet,
    RecognitionQuerySet,
)
from recognition.querysets.standings import Stand, stands
from recognition.querysets.tallies import (
    SLOTS,
    MonthlyTallyQuerySet,
    ParticipationTallyQuerySet,
    SpanTallyQuerySet,
    ValueTallyQuerySet,
)

__all__ = [
    "SLOTS",
    "AllowanceQuerySet",
    "BadgeAwardQuerySet",
    "BadgeQuerySet",
    "CaseQuerySet",
    "CoreValueQuerySet",
    "Hi5QuerySet",
    "LastThanksQuerySet",
    "LedgerQuerySet",
    "LiveBadgeManager",
    "MonthlyTallyQuerySet",
    "ParticipationTallyQuerySet",
    "RecognitionQuerySet",
    "SpanTallyQuerySet",
    "Stand",
    "ValueTallyQuerySet",
    "lately_thanked",
    "stands",
    "with_allowance",
    "with_newest_grant",
    "with_recognition_counts",
    "with_standing",
]
