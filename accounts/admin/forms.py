"""The fields of forms, in the clothes of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import (
    AdminTextInputWidget,
    AdminURLFieldWidget,
    AutocompleteSelect,
)

from accounts import action_forms
from peerly.notation import as_id


class Name(action_forms.Name):
    """What something is called."""

    widget = AdminTextInputWidget


class WebAddress(action_forms.WebAddress):
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
