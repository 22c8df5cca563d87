"""Recognitions of long ago and of now, for the tests of what is told to administrators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from accounts.models import Organisation
from recognition.actions import tallies
from tests.cast import RecognitionFactory

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def have_joined(people, at):
    """Let ``people``, a queryset, have joined at ``at``, which is noted as if it had been so."""
    people.update(joined_at=at)
    for home in Organisation.objects.all():
        tallies.settle_last(organisation=home)


def give(cast, by, to, at=NOW, value=None, **more):
    value = value or (cast.outcome if by.organisation_id == cast.acme.pk else cast.candour)
    return RecognitionFactory(given_by=by, given_for=to, core_value=value, given_at=at, **more)
