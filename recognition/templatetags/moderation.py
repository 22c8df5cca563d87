"""What the pages of moderation need to show reports."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import template

from recognition.marks import MARKS
from recognition.models import Case, Report

register = template.Library()


@register.filter
def mark_name(mark: str) -> Any:
    """Return what is said to be wrong, in the words that whoever reports has chosen from."""
    return MARKS[Report.Mark(mark)]


@register.filter
def marks(case: Case) -> list[tuple[Any, int]]:
    """Return what the reports of a case say and how many say so, the most frequent first."""
    counted = Counter(each.mark_as for each in case.reports.all())
    return [(mark_name(mark), count) for mark, count in counted.most_common()]
