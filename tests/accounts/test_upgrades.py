"""What an installation with years of use finds after an upgrade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from social_django.models import UserSocialAuth

from accounts.models import User

LONG_AGO = datetime(2025, 3, 1, 9, tzinfo=UTC)
MIGRATION = "0006_remember_who_has_signed_in"


def test_whoever_came_with_google_counts_as_signed_in(cast: SimpleNamespace) -> None:
    for person, days in [(cast.ann, 0), (cast.ann, 5), (cast.ben, 0)]:
        link = UserSocialAuth.objects.create(
            user=person, provider="google-oauth2", uid=f"{person.pk}-{days}"
        )
        moment = LONG_AGO + timedelta(days=days)
        UserSocialAuth.objects.filter(pk=link.pk).update(modified=moment)
    known = LONG_AGO - timedelta(days=1)
    User.objects.filter(pk=cast.ben.pk).update(last_login=known)
    cast.cal.delete()
    UserSocialAuth.objects.create(user=cast.cal, provider="google-oauth2", uid="cal")
    schema = MigrationLoader(connection).project_state(("accounts", MIGRATION)).apps

    import_module(f"accounts.migrations.{MIGRATION}").remember(schema, None)

    came = dict(User.all_objects.values_list("pk", "last_login"))
    assert came.pop(cast.ann.pk) == LONG_AGO + timedelta(days=5)
    assert came.pop(cast.ben.pk) == known
    assert came.pop(cast.cal.pk) is not None  # somebody removed came as well
    assert set(came.values()) == {None}
