"""What people say of themselves on pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import faces
from accounts.action_forms import ActionForm, Name, WebAddress
from accounts.models import User

NO_PICTURE = _("Enter an address that begins with https://.")


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
        error_messages={"invalid": NO_PICTURE, "address": NO_PICTURE},
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

    def clean_profile_image_url(self) -> str | None:
        """Refuse what no page would show; what a program has put there already may stay."""
        chosen: str | None = self.cleaned_data["profile_image_url"]
        is_new = chosen != self.instance.profile_image_url
        if chosen and is_new and faces.shown(chosen) is None:
            raise forms.ValidationError(NO_PICTURE)
        return chosen
