"""What a page about a bug may show, where DEBUG is on: such a page ends in somebody's ticket."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from peerly.notation import without_keys


class KeepsSecrets(SafeExceptionReporterFilter):
    """Django's own, which knows no pepper, and hides nothing else where DEBUG is on."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|PEPPER|DATABASE_URL", re.IGNORECASE
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always hide what functions declare sensitive."""
        return True


class Reporter(ExceptionReporter):
    """Django's own, with every key masked, in whichever variable or sentence it is."""

    def get_traceback_html(self) -> SafeString:
        """Return the page."""
        return SafeString(without_keys(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        """Return what is told to who asks for no page, and what is mailed."""
        return SafeString(without_keys(super().get_traceback_text()))
