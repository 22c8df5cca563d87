"""What happens when somebody signs in with Google."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models.functions import Lower
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_variables
from social_core.exceptions import AuthProviderError, AuthResponseError, SocialAuthBaseException
from social_django.utils import load_strategy

from accounts.actions import tokens, users
from accounts.domains import spellings
from accounts.models import Organisation, User
from accounts.models.constraints import violates
from accounts.roles import Role
from peerly.errors import Refused

DEMO_PEOPLE = ("ann@acme.test", "mo@acme.test", "ada@acme.test", "zoe@globex.test")
"""An employee, a moderator, an administrator, and somebody of another organisation."""


class SignInRefused(Refused):
    """No entry. Whatever the ``reason``, the API's answer is the same (peerly-v1 §4)."""

    code = "invalid_token"
    message = "unauthorized user"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


class GoogleUnavailable(Exception):
    """Google could not be reached, was too slow, or answered nonsense; nothing was stored."""


@sensitive_variables("access_token")
def with_google(*, access_token: str, now: datetime | None = None) -> str:
    """Return a token of ours for the owner of Google's ``access_token``, who joins if need be.

    Raises SignInRefused whatever is wrong with the token or the person, GoogleUnavailable when
    nothing is known about either.
    """
    backend = load_strategy().get_backend("google-oauth2")  # type: ignore[no-untyped-call]
    try:
        person: User = backend.do_auth(access_token, now=now)
        return tokens.issue(person=person)
    except (AuthProviderError, AuthResponseError) as problem:
        raise GoogleUnavailable(problem.code) from problem
    except SocialAuthBaseException as problem:
        raise SignInRefused(str(problem)) from problem
    except tokens.PersonRemoved as problem:
        raise SignInRefused(problem.message) from problem


def admit(*, email: str, holder: User | None, now: datetime, **names: Any) -> tuple[User, bool]:
    """Return whom a verified address makes you, and whether they have just joined.

    ``holder`` is whom the Google account signed in as before, ``names`` are for who joins.
    Call it in a transaction. Raises SignInRefused.
    """
    person, is_new = _admitted(email, holder, now, names)
    # Some integrations act only for who has come in person.
    User.objects.filter(pk=person.pk).update(last_login=now)
    person.last_login = now
    return person, is_new


def demo_people() -> list[User]:
    """Return those whom anybody may continue as: none, unless this is a demo and says so."""
    if not settings.DEMO:
        return []
    found = User.objects.filter(organisation__is_demo=True, email__in=DEMO_PEOPLE)
    # Whoever was made a SuperAdmin reaches beyond the demo, so no open door leads to them.
    found = found.exclude(role=Role.SUPER_ADMIN)
    return sorted(
        found.select_related("organisation"), key=lambda one: DEMO_PEOPLE.index(one.email or "")
    )


def _admitted(
    email: str, holder: User | None, now: datetime, names: dict[str, Any]
) -> tuple[User, bool]:
    organisation = _organisation_at(email)
    person = User.all_objects.with_email(email).first()
    if person is None:
        organisation = _subscribed(organisation, now)
        if holder is not None:
            # Joining under a new address would also be a way round one's removal.
            raise SignInRefused(
                gettext_noop("This Google account belongs to another address here.")
            )
        try:
            return users.join(email=email, organisation=organisation, **names), True
        except IntegrityError as problem:
            if not violates(problem, User, "user_email_once"):
                raise
            # Another first sign-in was faster; it has committed, or we would not have been stopped.
            person = User.all_objects.with_email(email).get()
    _refuse_unless_welcome(person, holder, organisation, now)
    return person, False


def _refuse_unless_welcome(
    person: User, holder: User | None, organisation: Organisation | None, now: datetime
) -> None:
    if person.is_removed:
        raise SignInRefused(
            gettext_noop("This account was removed; an administrator can restore it.")
        )
    if holder is not None and holder.pk != person.pk and not holder.is_removed:
        raise SignInRefused(gettext_noop("This Google account belongs to somebody else here."))
    if person.organisation_id is None:
        return  # a SuperAdmin, who needs no organisation to be one
    if _subscribed(organisation, now).pk != person.organisation_id:
        raise SignInRefused(
            gettext_noop("This account belongs to another organisation than the address.")
        )


def _subscribed(organisation: Organisation | None, now: datetime) -> Organisation:
    if organisation is None:
        raise SignInRefused(
            gettext_noop("No organisation here has the domain of this e-mail address.")
        )
    if not organisation.is_subscribed(now):
        raise SignInRefused(gettext_noop("The subscription of your organisation has ended."))
    return organisation


def _organisation_at(email: str) -> Organisation | None:
    """Return the one organisation that has the very domain of ``email``."""
    organisations = Organisation.objects.alias(domain=Lower("domain_name"))
    found = list(organisations.filter(domain__in=spellings(email.partition("@")[2])))
    return found[0] if len(found) == 1 else None
