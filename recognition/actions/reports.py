"""What happens to reports."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policies as people
from accounts.actions import presence
from accounts.models import User
from accounts.models.constraints import violates
from peerly.errors import Gone, Refused
from recognition import policies
from recognition.models import Case, Recognition, Report


class AlreadyReported(Refused):
    """One report per person and recognition."""

    message = gettext_noop("You have already reported this recognition.")


def raise_(
    *,
    by: User,
    recognition: Recognition,
    mark_as: str,
    reason: str,
    now: datetime | None = None,
) -> Report:
    """Tell the moderators about ``recognition``; that alone hides nothing.

    ``mark_as`` is one of Report.Mark. Opens the recognition's case, again if it was closed.
    Raises AlreadyReported; Gone when the recognition was hidden meanwhile.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            by = presence.acting(by=by)
            in_reach = people.can_reach(by, recognition.organisation_id)
            people.require(policies.can_report(by) and in_reach)
            _lock_visible(recognition)
            case, _ = Case.objects.get_or_create(
                recognition=recognition,
                defaults={"organisation_id": recognition.organisation_id, "opened_at": now},
            )
            report = Report.objects.create(
                organisation_id=recognition.organisation_id,
                case=case,
                mark_as=mark_as,
                reason=reason,
                reported_by=by,
                reported_at=now,
            )
            if case.status != Case.Status.OPEN:
                case.status, case.opened_at = Case.Status.OPEN, now
                case.save(update_fields=["status", "opened_at"])
    except IntegrityError as problem:
        if violates(problem, Report, "report_once_per_person"):
            raise AlreadyReported from problem
        raise
    return report


def _lock_visible(recognition: Recognition) -> None:
    visible = Recognition.objects.not_hidden().select_for_update(no_key=True)
    if not visible.filter(pk=recognition.pk).exists():
        raise Gone
