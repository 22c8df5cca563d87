"""What the forms of the admin have in common, and those about organisations."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminTextInputWidget,
    AdminURLFieldWidget,
    AutocompleteSelect,
)

from peerly.errors import InvalidField, NotAllowed, Refused
from peerly.notation import LONGEST_WEB_ADDRESS, as_id, is_name, is_web_address


class Prose(forms.CharField):
    """Words somebody types; browsers send line ends as CRLF, which nobody typed."""

    def to_python(self, value: Any) -> str:
        """Return ``value`` with plain line ends, trimmed."""
        text = str(value).replace("\r\n", "\n") if value is not None else value
        return str(super().to_python(text))


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

    widget = AdminTextInputWidget

    def validate(self, value: str) -> None:
        """Refuse what has something unseen in it."""
        super().validate(value)
        if value and not is_name(value):
            raise forms.ValidationError("Enter a name without invisible characters.")


class WebAddress(forms.URLField):
    """An http(s) address; empty is None."""

    widget = AdminURLFieldWidget
    default_validators = []  # Django's own has another idea of what is one

    def __init__(self, **kwargs: Any) -> None:
        length = LONGEST_WEB_ADDRESS
        super().__init__(max_length=length, required=False, assume_scheme="https", **kwargs)

    def validate(self, value: str) -> None:
        """Refuse what a browser would not simply load from the web."""
        super().validate(value)
        if value and not is_web_address(value[:LONGEST_WEB_ADDRESS]):
            raise forms.ValidationError("Enter an http:// or https:// address.")

    def clean(self, value: Any) -> Any:
        """Return the address, or None."""
        return super().clean(value) or None


class Autocomplete(AutocompleteSelect):
    """Django's, which looks up whatever was posted and so fails over what is no id."""

    organisation_id: int | None = None
    """Whose things are offered; None for all that the viewer can see."""

    def get_url(self) -> str:
        """Return where the choices are looked up."""
        address = str(super().get_url())
        return f"{address}?organisation={self.organisation_id}" if self.organisation_id else address

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the chosen option, if it can exist."""
        return super().optgroups(name, [each for each in value if as_id(str(each))], attr)


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

    @property
    def _stamp(self) -> str:
        fields = sorted(self.fields.items())
        now = [(name, str(self.get_initial_for_field(field, name))) for name, field in fields]
        return hashlib.sha256(repr(now).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        """Show the refusal beside its field, if it has one."""
        cleaned = super().clean() or self.cleaned_data
        match self.refusal:
            case InvalidField(field=field, message=message):
                self.add_error(field if field in self.fields else None, message)
            case Refused(message=message):
                self.add_error(None, message)
            case NotAllowed():
                self.add_error(None, "You may not do this.")
        return cleaned

    def _post_clean(self) -> None:
        """Leave the thing as it is, and its rules to the action and the database."""
