"""What people type: the fields that all pages share, and the forms about people."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from peerly.errors import InvalidField, NotAllowed, Refused
from peerly.notation import LONGEST_WEB_ADDRESS, is_name, is_web_address


class Prose(forms.CharField):
    """Words somebody types; browsers send line ends as CRLF, which nobody typed."""

    def to_python(self, value: Any) -> str:
        """Return ``value`` with plain line ends, trimmed."""
        text = str(value).replace("\r\n", "\n") if value is not None else value
        return str(super().to_python(text))


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

    def __init__(self, **kwargs: Any) -> None:
        length = LONGEST_WEB_ADDRESS
        super().__init__(max_length=length, required=False, assume_scheme="https", **kwargs)

    def validate(self, value: str) -> None:
        """Refuse what a browser would not simply load from the web."""
        super().validate(value)
        if value and not is_web_address(value[:LONGEST_WEB_ADDRESS]):
            raise forms.ValidationError(_("Enter an http:// or https:// address."))

    def clean(self, value: Any) -> Any:
        """Return the address, or None."""
        return super().clean(value) or None


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
                self.add_error(field if field in self.fields else None, gettext(message))
            case Refused(message=message):
                self.add_error(None, gettext(message))
            case NotAllowed():
                self.add_error(None, gettext("You may not do this."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the thing as it is, and its rules to the action and the database."""


class Profile(ActionForm):
    """What people say of themselves: what they are called, how they look, who sees them ranked."""

    first_name = Name(max_length=50, label=_("First name"))
    last_name = Name(max_length=50, required=False, label=_("Last name"))
    display_name = Name(
        max_length=30,
        required=False,
        label=_("Display name"),
        help_text=_("What you would like to be called."),
    )
    profile_image_url = WebAddress(
        label=_("Picture"),
        help_text=_("Its address, which begins with https://. Without one you get your initials."),
    )
    is_on_leaderboard = forms.BooleanField(
        required=False,
        label=_("Show me on the leaderboard"),
        help_text=_("If not, you have no place on it."),
    )

    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "display_name",
            "profile_image_url",
            "is_on_leaderboard",
        )

    def __init__(self, data: Any = None, *, instance: User) -> None:
        super().__init__(data, instance=instance)
        if not instance.home.has_leaderboard:
            del self.fields["is_on_leaderboard"]
