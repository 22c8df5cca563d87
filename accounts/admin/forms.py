"""What the forms of the admin have in common, and those about organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminURLFieldWidget, AutocompleteSelect
from django.core.validators import URLValidator

from accounts.admin.viewer import number
from peerly.errors import InvalidField, NotAllowed, Refused


class Prose(forms.CharField):
    """Words somebody types; browsers send line ends as CRLF, which nobody typed."""

    def to_python(self, value: Any) -> str:
        """Return ``value`` with plain line ends, trimmed."""
        text = str(value).replace("\r\n", "\n") if value is not None else value
        return str(super().to_python(text))


class WebAddress(forms.URLField):
    """An http(s) address of at most 2,048 characters; empty is None."""

    widget = AdminURLFieldWidget
    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2048, required=False, assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the address, or None."""
        return super().clean(value) or None


class Autocomplete(AutocompleteSelect):
    """Django's, which looks up whatever was posted and so fails over what is no id."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the chosen option, if it can exist."""
        return super().optgroups(name, [each for each in value if number(str(each))], attr)


class ActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose words go to an action: the action changes the thing, under its lock."""

    refusal: Refused | NotAllowed | None = None
    """Why the action said no to these very words, when they are shown again."""

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
