"""Who may: predicates over people and recognitions, without a query of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from accounts.models import User
from accounts.policies import can_administer, can_reach, is_in_one_organisation
from accounts.roles import Role
from recognition.models import Recognition

GIVERS = frozenset({Role.EMPLOYEE, Role.ORGANISATION_ADMIN})
MEMBERS = GIVERS | {Role.MODERATOR}
MODERATORS = frozenset({Role.SUPER_ADMIN, Role.ORGANISATION_ADMIN, Role.MODERATOR})


class Given(Protocol):
    """A recognition, or what is loaded of one."""

    @property
    def given_by_id(self) -> int: ...
    @property
    def given_at(self) -> datetime: ...


def can_give(who: User) -> bool:
    """Whether ``who`` gives recognitions and hi5s; moderators judge, so they do not take part."""
    return who.role in GIVERS


def can_report(who: User) -> bool:
    """Whether ``who`` may report: everybody who belongs to an organisation."""
    return who.role in MEMBERS


def can_moderate(who: User) -> bool:
    """Whether ``who`` sees reports and reviews."""
    return who.role in MODERATORS


def can_see_leaderboard(who: User) -> bool:
    """Whether there is a leaderboard for ``who``: their organisation may have switched it off."""
    return is_in_one_organisation(who) and who.home.has_leaderboard


def can_see_insights(who: User) -> bool:
    """Whether ``who`` is told how recognition goes in the organisation they run."""
    return can_administer(who) and is_in_one_organisation(who)


def can_review(who: User, recognition: Recognition) -> bool:
    """Whether ``who`` may judge this one: not what they gave or received themselves."""
    is_party = who.pk in {recognition.given_by_id, recognition.given_for_id}
    is_there = can_reach(who, recognition.organisation_id)
    return is_there and can_review_what_they_see(who, is_party=is_party)


def can_review_what_they_see(who: User, *, is_party: bool) -> bool:
    """Whether ``who`` may judge a recognition in their sight, which they are a party to or not."""
    return can_moderate(who) and not is_party


def is_price_of_giving(who: User, recognition: Given, given_at: datetime) -> bool:
    """Whether the hi5 of ``who`` at ``given_at`` is what giving ``recognition`` cost: it stays."""
    return recognition.given_by_id == who.pk and recognition.given_at == given_at
