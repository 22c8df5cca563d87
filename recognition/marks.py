"""What can be wrong with a recognition, in the words that whoever reports it chooses from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from recognition.models import Report

MARKS = {
    Report.Mark.FRAUD: _("It did not happen"),
    Report.Mark.NOT_RELEVANT: _("It does not belong here"),
    Report.Mark.INCORRECT: _("Something in it is not right"),
}
