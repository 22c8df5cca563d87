"""Deciding cases, one or many: what a moderator is asked and told."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from django import forms

from accounts.action_forms import Prose
from accounts.admin.columns import excerpt, name_of
from accounts.admin.confirmations import Confirmation
from accounts.models import User
from recognition import policies
from recognition.actions import cases
from recognition.models import Case, Recognition, Report


class CommentForm(forms.Form):
    """What a moderator says about a decision."""

    comment = Prose(
        max_length=Recognition.LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Kept with the decision, for those who moderate.",
    )


class Verdict(Confirmation[Case]):
    """A decision about cases."""

    form = CommentForm
    goes_to_list = True
    is_inappropriate: ClassVar[bool]

    def may(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_moderate(viewer)

    def obstacle(self, viewer: User, thing: Case) -> str:
        """Tell of what is decided, lest many at once change it unawares, and of one's own."""
        if not policies.can_review(viewer, thing.recognition):
            return self.explain(thing, viewer)
        if thing.status != Case.Status.OPEN:
            return f"is {thing.status} already; open the case to change that"
        return ""

    def perform(self, *, by: User, thing: Case, seen: str, words: dict[str, Any]) -> None:
        """Decide."""
        cases.decide(
            by=by,
            case=thing,
            is_inappropriate=self.is_inappropriate,
            comment=words["comment"] or None,
            seen=cases.Evidence.read(seen),
        )

    def stamp(self, thing: Case) -> str:
        """Return the newest review and report that the page has shown."""
        return str(cases.Evidence.shown(thing))

    def label(self, thing: Case, viewer: User) -> str:
        """Return who thanked whom for what."""
        between = f"{name_of(thing.recognition.given_by, viewer)} → "
        between += name_of(thing.recognition.given_for, viewer)
        return f"Case {thing.pk} ({between}: “{excerpt(thing.recognition.text, 60)}”)"

    def about(self, thing: Case) -> str:
        """Return what was reported."""
        return marks_of(thing)

    def explain(self, thing: Case, viewer: User) -> str:
        """Return why: nobody judges their own case."""
        if viewer.pk in {thing.recognition.given_by_id, thing.recognition.given_for_id}:
            return "you gave or received this recognition, so somebody else has to decide"
        return super().explain(thing, viewer)


class Uphold(Verdict):
    """The reports are right."""

    name, verb, done = "uphold", "Uphold", "upheld and hidden"
    warning = "The recognition disappears for everybody and its hi5s are refunded."
    is_inappropriate = True


class Dismiss(Verdict):
    """The recognition is fine."""

    name, verb, done = "dismiss", "Dismiss", "dismissed and shown"
    warning = "The reports are cleared and the recognition stays, or comes back."
    is_inappropriate = False


def marks_of(case: Case) -> str:
    """Return what the reports say is wrong, the most frequent first; a mark is not broken up."""
    marks = Counter(str(Report.Mark(each.mark_as).label) for each in case.reports.all())
    told = [f"{mark} × {count}" if count > 1 else mark for mark, count in marks.most_common()]
    return ", ".join(each.replace(" ", "\N{NO-BREAK SPACE}") for each in told)
