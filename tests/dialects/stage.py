"""Two organisations that have one of everything, each with a word of its own in every text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.actions import tokens, users
from accounts.models import KeptAnswer, Organisation, User
from accounts.roles import Role
from accounts.tokens import PeerlyToken
from recognition.actions import allowances, badges, core_values, hi5s, reports, reviews
from recognition.models import Badge, BadgeAward, CoreValue, Recognition
from tests.cast import BadgeFactory, CoreValueFactory, RecognitionFactory, UserFactory, assemble
from tests.dialects import directory

HERE, THERE = "marigold", "zanzibar"
"""The words: one that only Acme's rows have, and one that only Globex's have."""


@dataclass(kw_only=True)
class Side:
    """One organisation. Both sides have the same attributes, so a request about one can be told
    about the other: ``giver`` thanked ``receiver`` (``thanks``), and so on."""

    word: str
    organisation: Organisation
    giver: User
    receiver: User
    colleague: User
    moderator: User
    admin: User
    removed: User
    value: CoreValue
    child: CoreValue
    thanks: Recognition
    """Given by the giver to the receiver; only the colleague gave a hi5, nobody reported it."""
    joined: Recognition
    """The receiver's, for the colleague; the giver and the admin gave a hi5 just now."""
    doubted: Recognition
    """The colleague's, for the receiver; reported, cleared, and reported again."""
    hidden: Recognition
    badge: Badge
    scrapped: Badge
    directory: SimpleNamespace
    """A department, a business, a location, a job title and an attribute, by these names."""
    other: Side = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        """Find what is in the directory by its name alone, as samples tell it."""
        try:
            return getattr(self.__dict__["directory"], name)
        except (KeyError, AttributeError):
            raise AttributeError(name) from None

    @property
    def google_account(self) -> str:
        """What Google calls the giver."""
        return f"account-of-{self.word}"

    @property
    def google_token(self) -> str:
        """What the giver's browser got from Google."""
        return f"ya29.of-{self.word}"


@dataclass(kw_only=True)
class Stage:
    """Where requests are played: Acme is ``here``, Globex ``there``, root belongs to neither."""

    here: Side
    there: Side
    root: User


def furnish() -> Stage:
    """Make both sides and what is on them."""
    cast = assemble()
    cast.kim = UserFactory(organisation=cast.globex, first_name="Kim")
    here = _side(cast, HERE, "acme", "ann ben cal mo ada", "outcome", "thanks")
    there = _side(cast, THERE, "globex", "zoe yan kim mia gus", "candour", "foreign_thanks")
    here.other, there.other = there, here
    return Stage(here=here, there=there, root=cast.root)


def _side(
    cast: SimpleNamespace, word: str, organisation: str, people: str, value: str, thanks: str
) -> Side:
    owner: Organisation = getattr(cast, organisation)
    _write(
        owner,
        name=f"{owner.name} {word}",
        contact_email=f"people@{word}.test",
        domain_name=f"{organisation}-{word}.test",
    )
    giver, receiver, colleague, moderator, admin = (getattr(cast, name) for name in people.split())
    removed = UserFactory(organisation=owner, first_name="Rex")
    for person in (giver, receiver, colleague, moderator, admin, removed):
        _rename(person, owner, word)
    users.remove(by=admin, person=removed)
    top: CoreValue = getattr(cast, value)
    child: CoreValue = CoreValueFactory(organisation=owner, parent=top, text="Listen")
    for each in (top, child):
        core_values.change(
            by=admin,
            core_value=each,
            text=f"{each.text} {word}",
            description=f"What {word} wants to be known for.",
            thumbnail_url=f"https://icons.example/{word}.svg",
        )
        each.refresh_from_db()
    first: Recognition = getattr(cast, thanks)
    side = Side(
        word=word,
        organisation=owner,
        giver=giver,
        receiver=receiver,
        colleague=colleague,
        moderator=moderator,
        admin=admin,
        removed=User.all_objects.get(pk=removed.pk),
        value=top,
        child=child,
        thanks=_write(first, text=f"{word}: thank you", given_at=_ago(hours=5)),
        joined=_thanks(receiver, colleague, child, word, hours=4),
        doubted=_thanks(colleague, receiver, top, word, hours=3),
        hidden=_thanks(giver, colleague, child, word, hours=2),
        badge=BadgeFactory(organisation=owner, name=f"Badge of {word}"),
        scrapped=BadgeFactory(organisation=owner, name=f"Scrapped, {word}"),
        directory=directory.furnish(admin, word),
    )
    directory.file(side)
    _join_in(side)
    _moderate(side)
    _leave_traces(side)
    return side


def _rename(person: User, owner: Organisation, word: str) -> None:
    name = person.first_name
    _write(
        person,
        organisation=owner,
        first_name=f"{name} {word}",
        last_name=word.title(),
        display_name=f"{name} of {word}",
        email=f"{name}.{word}@{owner.domain_name}".lower(),
        profile_image_url=f"https://faces.example/{word}/{name}.svg",
    )


def _thanks(by: User, to: User, value: CoreValue, word: str, *, hours: int) -> Recognition:
    thanks: Recognition = RecognitionFactory(
        given_by=by,
        given_for=to,
        core_value=value,
        text=f"{word}: thank you again",
        given_at=_ago(hours=hours),
    )
    return thanks


def _join_in(side: Side) -> None:
    for person, recognition in (
        (side.colleague, side.thanks),
        (side.giver, side.joined),
        (side.admin, side.joined),
        (side.receiver, side.hidden),
    ):
        hi5s.give(by=person, recognition=recognition, comment=f"So true, says {side.word}!")
    # They can be taken back for a minute, and the tests that it stands for take longer.
    side.joined.hi5s.update(given_at=_ago(hours=-1))
    allowances.grant(by=side.admin, person=side.receiver, amount=2, reason=f"For {side.word}")


def _moderate(side: Side) -> None:
    for recognition, verdict in ((side.doubted, False), (side.hidden, True)):
        reports.raise_(
            by=side.admin,
            recognition=recognition,
            mark_as="fraud",
            reason=f"Not what {side.word} is about",
            now=_ago(minutes=90),
        )
        reviews.give(
            by=side.moderator,
            recognition=recognition,
            is_inappropriate=verdict,
            comment=f"Decided by {side.word}",
            now=_ago(minutes=60),
        )
        recognition.refresh_from_db()
    reports.raise_(
        by=side.moderator,
        recognition=side.doubted,
        mark_as="incorrect",
        reason=f"Still not {side.word}",
        now=_ago(minutes=30),
    )


def _leave_traces(side: Side) -> None:
    badges.remove(by=side.admin, badge=side.scrapped)
    BadgeAward.objects.create(
        organisation=side.organisation,
        badge=side.badge,
        user=side.receiver,
        hi5_count_required=1,
        hi5_frequency="WEEKLY",
        period_start=_ago(days=7),
        period_end=_ago(days=0),
        awarded_at=_ago(days=3),
    )
    KeptAnswer.objects.create(
        user=side.giver,
        key=f"key-of-{side.word}",
        fingerprint=side.word,
        status=201,
        body=f'"{side.word}"',
        created_at=timezone.now(),
    )
    tokens.revoke(by=side.giver, token=PeerlyToken.issue(side.giver))
    UserSocialAuth.objects.create(
        user=side.giver, provider="google-oauth2", uid=side.google_account, extra_data=side.word
    )


def make_super_admin_of(side: Side) -> User:
    """Return a SuperAdmin who belongs to an organisation."""
    chief: User = UserFactory(
        organisation=side.organisation, first_name="Sue", role=Role.SUPER_ADMIN
    )
    _rename(chief, side.organisation, side.word)
    return chief


def _write(thing: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save()
    return thing


def _ago(**units: int) -> Any:
    return timezone.now() - timedelta(**units)
