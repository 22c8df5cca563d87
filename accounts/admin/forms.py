"""What the forms of the admin have in common: the fields of the pages in the admin's clothes."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import (
    AdminTextInputWidget,
    AdminURLFieldWidget,
    AutocompleteSelect,
)

from accounts import forms
from accounts.forms import ActionForm, Prose
from peerly.notation import as_id

__all__ = ["ActionForm", "Autocomplete", "Lines", "Name", "Prose", "WebAddress"]


class Lines(Prose):
    """Several texts, one a line; blank lines are none."""

    def prepare_value(self, value: Any) -> Any:
        """Return a list as it is typed."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the list."""
        lines = str(super().clean(value)).split("\n")
        return [text for line in lines if (text := line.strip())]


class Name(forms.Name):
    """What something is called."""

    widget = AdminTextInputWidget


class WebAddress(forms.WebAddress):
    """An http(s) address."""

    widget = AdminURLFieldWidget


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
