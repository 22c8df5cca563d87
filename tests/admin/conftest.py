"""Both organisations with something on every page of the admin, and a browser for each person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.actions import organisations, tallies, users
from accounts.models import Change, KeptAnswer, RevokedToken, Tally, User
from recognition.actions import allowances, badges, core_values, hi5s, reports, reviews
from recognition.models import Badge, Case, Recognition
from tests.cast import RecognitionFactory, UserFactory, assemble
from tests.dialects import directory
from tests.standing import Standing, standing

PASSWORDS = "accounts.passwords.PasswordBackend"

Enter = Callable[[User | None], Client]
Open = Callable[..., Case]


@pytest.fixture
def enter() -> Enter:
    """Return a browser in which the given person is signed in; None is a stranger's."""

    def as_person(person: User | None) -> Client:
        browser = Client(raise_request_exception=True)
        if person is not None:
            browser.force_login(person, backend=PASSWORDS)
        return browser

    return as_person


def report(recognition: Recognition, by: User, reason: str = "This was not so.") -> Case:
    """Report a recognition; returns its case."""
    return reports.raise_(by=by, recognition=recognition, mark_as="incorrect", reason=reason).case


def _fill() -> SimpleNamespace:
    cast = assemble()
    _furnish(cast, "acme", cast.ada, cast.mo, cast.cal, cast.ann, cast.ben, cast.thanks, "Kindness")
    dan = UserFactory(
        organisation=cast.globex, first_name="Dan", last_name="Zanzibar", display_name=""
    )
    _furnish(
        cast, "globex", cast.gus, cast.mia, dan, cast.zoe, cast.yan, cast.foreign_thanks, "zanzibar"
    )
    now = timezone.now()
    cast.revoked_token = RevokedToken.objects.create(
        jti="f00d" * 16, user=cast.ann, revoked_at=now, expires_at=now + timedelta(hours=1)
    )
    cast.kept_answer = KeptAnswer.objects.create(
        user=cast.ann, key="secret-key", fingerprint="0", created_at=now
    )
    cast.google_account = UserSocialAuth.objects.create(
        user=cast.ann, provider="google-oauth2", uid="1234", extra_data={"access_token": "ya29."}
    )
    tallies.count("somebody", limit=5, seconds=60)
    cast.tally = Tally.objects.latest("pk")
    cast.change = Change.objects.filter(organisation=cast.acme, what="users.remove").get()
    cast.foreign_change = Change.objects.filter(organisation=cast.globex, what="users.remove").get()
    return cast


filled = standing("filled", _fill)


@pytest.fixture
def stage(filled: Standing[SimpleNamespace], db: None) -> SimpleNamespace:
    """Both organisations, filled; whatever is Globex's says "zanzibar" or "globex"."""
    return filled.copy()


def _furnish(
    cast: SimpleNamespace,
    name: str,
    admin: User,
    moderator: User,
    other: User,
    giver: User,
    receiver: User,
    thanks: Recognition,
    word: str,
) -> None:
    organisation = getattr(cast, name)
    organisations.change(by=cast.root, organisation=organisation, contact_email=f"{name}@x.test")
    badge = badges.create(
        by=admin,
        organisation=organisation,
        name=f"Badge {word}",
        hi5_count_required=1,
        hi5_frequency="WEEKLY",
    )
    retired = badges.create(
        by=admin,
        organisation=organisation,
        name=f"Retired {word}",
        hi5_count_required=1,
        hi5_frequency="WEEKLY",
    )
    badges.remove(by=admin, badge=retired)
    child = core_values.create(
        by=admin,
        organisation=organisation,
        parent=thanks.core_value,
        text=f"Child {word}",
        description=f"What {word} means.",
        thumbnail_url=None,
    )
    hi5 = hi5s.give(by=other, recognition=thanks, comment=f"Yes, {word}!")
    badges.award(to=receiver, now=hi5.given_at)  # on_commit does not run inside a test
    entry = allowances.grant(by=admin, person=giver, amount=2, reason=f"A party for {word}")
    case = report(thanks, other, f"Reported for {word}")
    closed = RecognitionFactory(
        given_by=giver,
        given_for=receiver,
        core_value=child,
        text=f"Closed {word}",
        given_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    closed_case = report(closed, other, f"Also for {word}")
    review = reviews.give(
        by=moderator, recognition=closed, is_inappropriate=True, comment=f"Indeed, {word}"
    )
    leaver = UserFactory(organisation=organisation, first_name="Lee", last_name=word)
    users.remove(by=admin, person=leaver)
    side = SimpleNamespace(
        word=word.lower(),
        admin=admin,
        moderator=moderator,
        giver=giver,
        receiver=receiver,
        colleague=other,
        directory=directory.furnish(admin, word.lower()),
    )
    directory.file(side)
    award = badge.awards.get()
    allowance = apps.get_model("recognition", "Allowance").objects.get(user=giver)
    for label, thing in {
        "badge": badge,
        "retired": retired,
        "child": child,
        "hi5": hi5,
        "entry": entry,
        "case": case,
        "report": case.reports.get(),
        "closed": closed,
        "closed_case": closed_case,
        "review": review,
        "leaver": leaver,
        "award": award,
        "allowance": allowance,
        "department": side.directory.department,
        "business": side.directory.business,
        "location": side.directory.location,
        "job_title": side.directory.job_title,
        "attribute": side.directory.attribute,
        "record": receiver.record,
        "membership": receiver.memberships.get(),
        "engagement": receiver.engagements.get(),
        "supervision": receiver.supervisions.first(),
        "event": giver.events.get(),
        "credential": admin.credentials.get(),
    }.items():
        setattr(cast, label if name == "acme" else f"foreign_{label}", thing)
    assert Badge.all_objects.filter(organisation=organisation).count() == 2


@pytest.fixture
def opened(cast: SimpleNamespace) -> Open:
    """Return a function that makes a recognition and reports it."""

    def make(text: str, days_ago: int = 0, **who: Any) -> Case:
        who = {"given_by": cast.ann, "given_for": cast.ben} | who
        thanks = RecognitionFactory(core_value=cast.outcome, text=text, **who)
        when = datetime(2026, 6, 30, 12, tzinfo=UTC) - timedelta(days=days_ago)
        return reports.raise_(
            by=cast.cal, recognition=thanks, mark_as="fraud", reason=f"Because {text}", now=when
        ).case

    return make
