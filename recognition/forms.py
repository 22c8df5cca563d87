"""What people type into the pages about recognition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.action_forms import Prose
from accounts.models import User
from peerly.notation import FIRST_MOMENT, LAST_MOMENT, as_id
from recognition.marks import MARKS
from recognition.models import CoreValue, Recognition
from recognition.querysets import RecognitionQuerySet


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it says, and the parameter of the address that makes it."""

    label: str
    name: str


class FeedFilter(forms.Form):
    """Which recognitions to show; everything given must fit. It stands in the address."""

    value = forms.CharField(required=False, label=_("Core value"))
    by = Prose(required=False, max_length=100, label=_("Given by"))
    to = Prose(required=False, max_length=100, label=_("Received by"))
    mine = forms.ChoiceField(
        required=False,
        label=_("Mine"),
        choices=[
            ("", _("Everybody's")),
            ("given", _("What I gave")),
            ("received", _("What I received")),
        ],
    )
    since = forms.DateField(required=False, label=_("From"))
    until = forms.DateField(required=False, label=_("To"))
    q = Prose(required=False, max_length=200, label=_("Words"))

    def __init__(self, data: Any, *, viewer: User) -> None:
        super().__init__(data)
        self.viewer = viewer

    @classmethod
    def is_asked(cls, data: Any) -> bool:
        """Whether ``data`` has anything to filter by."""
        return bool(data) and any(data.get(name) for name in cls.base_fields)

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered."""
        return self.is_asked(self.data)

    @property
    def parameters(self) -> dict[str, str]:
        """What makes these filters, for an address."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def query(self) -> str:
        """The same as the end of an address; empty when nothing is filtered."""
        return f"?{urlencode(self.parameters)}" if self.is_on else ""

    def clean_value(self) -> Any:
        """Return the core value, if one is wanted."""
        return self._found(CoreValue.objects.visible_to(self.viewer), "value", _("No such value."))

    def clean_by(self) -> Any:
        """Return the giver, or the people whose name begins so."""
        return self._people("by")

    def clean_to(self) -> Any:
        """Return the receiver, or the people whose name begins so."""
        return self._people("to")

    def narrow(self, feed: RecognitionQuerySet[Recognition]) -> RecognitionQuerySet[Recognition]:
        """Return what of ``feed`` fits; nothing does where a filter makes no sense."""
        if not self.is_valid():
            return feed.none()
        wanted = self.cleaned_data
        mine = [self.viewer.pk]
        # The words of a filter are the queryset's own verbs; what is not wanted narrows nothing.
        narrowing = [
            ("about", wanted["value"] and [wanted["value"].pk]),
            ("given_by", wanted["by"]),
            ("given_for", wanted["to"]),
            ("given_by", wanted["mine"] == "given" and mine),
            ("given_for", wanted["mine"] == "received" and mine),
            ("since", wanted["since"] and _beginning_of(wanted["since"])),
            ("before", wanted["until"] and _end_of(wanted["until"])),
            ("mentioning", wanted["q"]),
        ]
        for verb, what in narrowing:
            if what:
                feed = getattr(feed, verb)(what)
        return feed

    @property
    def chips(self) -> list[Chip]:
        """The filters in force, to be read and taken away one by one."""
        if not self.is_valid():
            return []
        wanted = self.cleaned_data
        labels = {
            "value": wanted["value"] and wanted["value"].text,
            "by": wanted["by"] and gettext("by %s") % self._name("by"),
            "to": wanted["to"] and gettext("for %s") % self._name("to"),
            "mine": wanted["mine"] and dict(self.fields["mine"].choices)[wanted["mine"]],  # type: ignore[attr-defined]
            "since": wanted["since"] and gettext("from %s") % date_format(wanted["since"]),
            "until": wanted["until"] and gettext("to %s") % date_format(wanted["until"]),
            "q": wanted["q"] and gettext("“%s”") % wanted["q"],
        }
        return [Chip(str(label), name) for name, label in labels.items() if label]

    def _people(self, name: str) -> Any:
        typed = self.cleaned_data[name]
        if not typed:
            return None
        people = User.all_objects.visible_to(self.viewer)
        if typed.isdigit():
            return [self._found(people, name, _("Nobody here has this number."))]
        return people.named_like(typed)

    def _found(self, rows: Any, name: str, otherwise: Any) -> Any:
        typed = self.cleaned_data[name]
        if not typed:
            return None
        found = rows.filter(pk=as_id(typed)).first() if as_id(typed) else None
        if found is None:
            raise ValidationError(otherwise)
        return found

    def _name(self, name: str) -> str:
        wanted = self.cleaned_data[name]
        return str(wanted[0]) if isinstance(wanted, list) else f"{self.data[name]}…"


class Thanks(forms.Form):
    """A recognition to give to somebody chosen already."""

    core_value = forms.ModelChoiceField(
        queryset=CoreValue.objects.none(),
        label=_("Which value did they live?"),
        error_messages={
            "required": _("Choose a value."),
            "invalid_choice": _("Your organisation has no such value any more."),
        },
    )
    text = Prose(
        label=_("What did they do?"),
        strip=False,
        error_messages={"required": _("Say it in a few words.")},
    )

    def __init__(self, data: Any = None, *, viewer: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.values = list(CoreValue.objects.visible_to(viewer).as_tree())
        self.fields["core_value"].queryset = CoreValue.objects.visible_to(viewer)  # type: ignore[attr-defined]

    @property
    def most(self) -> int:
        """How many characters there may be."""
        return Recognition.LONGEST_TEXT

    def clean_text(self) -> str:
        """Count the characters that say something; keep them all (peerly-v1 §5)."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError(_("Say it in a few words."))
        if len(text.strip()) > Recognition.LONGEST_TEXT:
            raise ValidationError(
                _("At most %s characters.")
                % number_format(Recognition.LONGEST_TEXT, force_grouping=True)
            )
        return text


class Comment(forms.Form):
    """What somebody adds to a hi5."""

    comment = Prose(required=False, max_length=Recognition.LONGEST_COMMENT)


class Doubt(forms.Form):
    """A report: what is wrong, and why."""

    mark_as = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=list(MARKS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = Prose(
        label=_("What should a moderator know?"),
        max_length=Recognition.LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say it in a few words.")},
    )


class Extra(forms.Form):
    """Hi5s beside the quota: how many, and why."""

    amount = forms.IntegerField(min_value=1, max_value=1000, label=_("How many"))
    reason = Prose(
        max_length=255,
        label=_("Why"),
        help_text=_("Kept in the ledger and in the history."),
        widget=forms.TextInput,
    )


def _beginning_of(day: date) -> datetime:
    # Nothing is kept from outside; and there, some clocks have no such moment.
    if not FIRST_MOMENT.date() < day < LAST_MOMENT.date():
        return FIRST_MOMENT if day <= FIRST_MOMENT.date() else LAST_MOMENT
    return timezone.make_aware(datetime.combine(day, time.min))


def _end_of(day: date) -> datetime:
    return _beginning_of(min(day, LAST_MOMENT.date()) + timedelta(days=1))
