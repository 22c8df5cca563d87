"""Forms whose words go to an action, and the fields they are made of: for pages and the admin."""

from __future__ import annotations

import hashlib
import zoneinfo
from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.overtaking import Overtaken
from accounts.periods import is_timezone
from peerly.errors import InvalidField, NotAllowed, Refused
from peerly.notation import LONGEST_WEB_ADDRESS, is_name, is_storable, is_web_address

OPTION = '<option value="{}">{}</option>'
CHOSEN = '<option value="{}" selected>{}</option>'


class Prose(forms.CharField):
    """Words somebody types; browsers send line ends as CRLF, which nobody typed."""

    def to_python(self, value: Any) -> str:
        """Return ``value`` with plain line ends, trimmed."""
        text = str(value).replace("\r\n", "\n") if value is not None else value
        return str(super().to_python(text))

    def validate(self, value: str) -> None:
        """Refuse what no database keeps."""
        super().validate(value)
        if not is_storable(value):
            raise forms.ValidationError(_("Leave out what is no character."))


class Lines(Prose):
    """Several texts, one a line; blank lines are none."""

    def prepare_value(self, value: Any) -> Any:
        """Return a list as it is typed."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the list."""
        lines = str(super().clean(value)).split("\n")
        return [text for line in lines if (text := line.strip())]


class Name(forms.CharField):
    """What something is called: what readers see is all there is."""

    def validate(self, value: str) -> None:
        """Refuse what has something unseen in it."""
        super().validate(value)
        if value and not is_name(value):
            raise forms.ValidationError(_("Enter a name without invisible characters."))


class WebAddress(forms.URLField):
    """An http(s) address; empty is None."""

    default_validators = []  # Django's own has another idea of what is one
    default_error_messages = {"address": _("Enter an http:// or https:// address.")}

    def __init__(self, **kwargs: Any) -> None:
        length = LONGEST_WEB_ADDRESS
        super().__init__(max_length=length, required=False, assume_scheme="https", **kwargs)

    def validate(self, value: str) -> None:
        """Refuse what a browser would not simply load from the web."""
        super().validate(value)
        if value and not is_web_address(value[:LONGEST_WEB_ADDRESS]):
            raise forms.ValidationError(self.error_messages["address"])

    def clean(self, value: Any) -> Any:
        """Return the address, or None."""
        return super().clean(value) or None


@cache  # reading the database of time zones takes longer than the rest of the page
def timezones() -> list[tuple[str, str]]:
    """Return the choices of a time zone."""
    known = sorted(name for name in zoneinfo.available_timezones() if is_timezone(name))
    return [("", "—"), *((name, name.replace("_", " ")) for name in known)]


class LongSelect(forms.Select):
    """A select of hundreds: Django takes a template for each option, and most of the time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select with its options written in one go."""
        attributes = {"name": name, **self.build_attrs(self.attrs, attrs)}
        options = format_html_join(
            "\n",
            "{}",
            (
                (format_html(CHOSEN if str(key) == str(value or "") else OPTION, key, label),)
                for key, label in self.choices
            ),
        )
        return format_html("<select{}>\n{}\n</select>", flatatt(attributes), options)


SHOWN = "_shown"
"""The input of a page that tells what its form was filled in with."""


class ActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose words go to an action: the action changes the thing, under its lock."""

    refusal: Refused | NotAllowed | None = None
    """Why the action said no to these very words, when they are shown again."""

    @property
    def shown(self) -> str:
        """What the page was filled in with when somebody began to type, as a stamp."""
        # Who posts none has seen no page, so it cannot be as they saw it.
        return str(self.data.get(SHOWN, "")) if self.is_bound else self._stamp

    @property
    def is_overtaken(self) -> bool:
        """Whether the thing has moved on since: then what was only shown would be put back."""
        return self.shown != self._stamp

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed and is not so already."""
        typed = {name: self.cleaned_data[name] for name in self.changed_data}
        return {name: new for name, new in typed.items() if new != getattr(self.instance, name)}

    @property
    def values_now(self) -> dict[str, Any]:
        """What the thing has in the columns that the page shows."""
        columns = [each for each in self.instance._meta.concrete_fields if each.name in self.fields]
        return {each.attname: each.value_from_object(self.instance) for each in columns}

    def hand_over(self, change: Callable[[dict[str, Any], dict[str, Any]], Any]) -> Any:
        """Call ``change(shown, changes)`` with what was typed and is not so now; returns the thing.

        Raises Overtaken when somebody else has changed what the page shows. A second click on
        "Save" comes too late to change anything, and is no such case.
        """
        changes = self.changes
        if not changes:
            return self.instance
        if self.is_overtaken:
            raise Overtaken
        # Nothing is held yet: the action looks again when it is.
        return change(self.values_now, changes)

    @property
    def _stamp(self) -> str:
        fields = sorted(self.fields.items())
        now = [(name, str(self.get_initial_for_field(field, name))) for name, field in fields]
        return hashlib.sha256(repr(now).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        """Show the refusal that the form knows of."""
        cleaned = super().clean() or self.cleaned_data
        match self.refusal:
            case Refused():
                explain(self, self.refusal)
            case NotAllowed():
                self.add_error(None, gettext("You may not do this."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the thing as it is, and its rules to the action and the database."""


def explain(form: forms.Form | ActionForm, refusal: Refused) -> None:
    """Show ``refusal`` on ``form``: beside the field that it is about, if it is about one."""
    field = refusal.field if isinstance(refusal, InvalidField) else None
    form.add_error(field if field in form.fields else None, gettext(refusal.spoken))


def carried_out(form: forms.Form | ActionForm, act: Callable[[], Any]) -> bool:
    """Tell whether ``form`` makes sense and ``act`` has gone through; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        explain(form, refusal)
        return False
    return True
