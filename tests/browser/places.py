"""What the paths of pages name: somebody and something of the tests' cast, or of the demo."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import timezone

from accounts.actions import users
from accounts.models import User
from recognition.actions import badges, hi5s, reports
from recognition.models import Badge, Case, CoreValue, Recognition
from tests.cast import BadgeFactory, UserFactory


def of_cast(cast: SimpleNamespace) -> dict[str, int]:
    """Give the cast some life; returns the ids."""
    badge = BadgeFactory(organisation=cast.acme)
    hi5s.give(by=cast.cal, recognition=cast.thanks, comment='"<So> & true!"')
    badges.award(to=cast.ben, now=timezone.now())
    told = reports.raise_(by=cast.cal, recognition=cast.thanks, mark_as="incorrect", reason="Hm.")
    gone = UserFactory(organisation=cast.acme, first_name="Gone")
    users.remove(by=cast.ada, person=gone)
    return {
        "acme": cast.acme.pk,
        "ann": cast.ann.pk,
        "ben": cast.ben.pk,
        "gone": gone.pk,
        "thanks": cast.thanks.pk,
        "case": told.case_id,
        "value": cast.outcome.pk,
        "badge": badge.pk,
    }


def of_demo() -> dict[str, int]:
    """Return the ids of what there is to see most of."""
    ann, ben = (User.objects.get(email=f"{name}@acme.test") for name in ("ann", "ben"))
    home = ann.home
    popular = Recognition.objects.filter(organisation=home).told_to(ann)
    return {
        "acme": home.pk,
        "ann": ann.pk,
        "ben": ben.pk,
        "gone": User.all_objects.filter(organisation=home).removed()[0].pk,
        "thanks": popular.order_by("-hi5_count", "-id")[0].pk,
        "case": Case.objects.filter(organisation=home).oldest_open_first()[0].pk,
        "value": CoreValue.objects.filter(organisation=home)[0].pk,
        "badge": Badge.objects.filter(organisation=home)[0].pk,
    }
