"""What can be set of an organisation by those who run it: for its page and for the admin."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.action_forms import ActionForm, LongSelect, Name, timezones


class SettingsForm(ActionForm):
    """The settings of an organisation."""

    name = Name(max_length=50, label=_("Name"))
    contact_email = forms.EmailField(max_length=254, required=False, label=_("Contact address"))
    hi5_limit = forms.IntegerField(
        min_value=0,
        max_value=1000,
        label=_("Hi5s per period"),
        help_text=_("A changed limit, frequency or time zone acts from the next period."),
    )
    timezone = forms.ChoiceField(choices=timezones, label=_("Time zone"), widget=LongSelect)
    recognition_costs_hi5 = forms.BooleanField(
        required=False,
        label=_("Recognition costs a hi5"),
        help_text=_("The giver's own hi5 is then recorded with it."),
    )
    has_leaderboard = forms.BooleanField(
        required=False,
        label=_("Leaderboard"),
        help_text=_("Who wants to be left out of it, says so in their profile."),
    )

    def clean_contact_email(self) -> str | None:
        """Return None for none."""
        return self.cleaned_data["contact_email"] or None
