"""Google: how it is asked about a token, and what its answer leads to."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from social_core.backends.google import GoogleOAuth2
from social_core.backends.oauth import BaseOAuth2PKCE
from social_core.exceptions import (
    AuthCredentialError,
    AuthInputError,
    AuthPolicyError,
    AuthProviderError,
    AuthResponseError,
    SocialAuthBaseException,
)
from social_django.models import UserSocialAuth

from accounts import outbound
from accounts.actions import history, sign_ins
from accounts.google_claims import (
    claims_of,
    id_token_fault,
    masked,
    names_of,
    profile_fault,
    token_fault,
)
from accounts.models import User
from accounts.sessions import OWNER
from peerly.notation import LONGEST_WEB_ADDRESS

log = logging.getLogger("accounts.sign_ins")


def _in_one_line(record: logging.LogRecord) -> bool:
    """Let social-auth tell of a strange way back, which anybody may take, without a traceback."""
    record.exc_info = None
    return True


logging.getLogger("social").addFilter(_in_one_line)

TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
"""What can be sent as a header; Google's own tokens are at most 2,048 characters."""


NONCE_LENGTH = 43
"""Letters and digits, as many as social-auth gives to PKCE's verifier."""


class Unwelcome(AuthPolicyError):
    """No entry; ``sentence`` says why, to the person at the login page and to the log."""

    def __init__(self, backend: PeerlyGoogle, sentence: str, *, email: object = "") -> None:
        super().__init__(backend, sentence, stage="pipeline", context={"email": masked(email)})

    def __str__(self) -> str:
        return gettext(self.detail)


class PeerlyGoogle(BaseOAuth2PKCE, GoogleOAuth2):  # type: ignore[type-arg]
    """social-auth's Google, which believes only tokens that were made for this installation."""

    # An association is keyed by ``sub`` only: never look for one keyed by an address.
    LEGACY_ID_KEYS = ()  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline: float | None = None
        # social-auth looks some of these up in the database, and PostgreSQL stores no NUL.
        if any("\0" in str(value) for value in self.data.values()):
            raise AuthInputError(self, stage="callback")

    def prepare_auth(self, user: Any = None) -> None:
        """Sign out whoever is signed in, or social-auth would only link the two accounts."""
        if user is not None and user.is_authenticated:
            destination = self.strategy.session_get(REDIRECT_FIELD_NAME)
            logout(self.strategy.request)  # type: ignore[attr-defined]
            self.strategy.session_set(REDIRECT_FIELD_NAME, destination)
        if len(self.strategy.session_get(REDIRECT_FIELD_NAME) or "") > LONGEST_WEB_ADDRESS:
            # Anybody may come to here, so what is kept of them is bounded.
            self.strategy.session_pop(REDIRECT_FIELD_NAME)
        super().prepare_auth(user)

    def auth_url(self) -> str:
        """Return where at Google the browser has to go."""
        if not settings.GOOGLE_CLIENT_ID:
            raise Unwelcome(self, gettext_noop("Signing in with Google is not set up here."))
        return str(super().auth_url())

    def auth_params(self, state: Any = None) -> dict[str, str]:
        """Return what Google is asked: a nonce too, which its ID token has to repeat."""
        params = super().auth_params(state)  # type: ignore[no-untyped-call]
        nonce = self.strategy.random_string(NONCE_LENGTH)
        key = self.transaction_key(state)
        self.strategy.session_set(key, {**self.strategy.session_get(key), "nonce": nonce})
        return {**params, "nonce": nonce}

    def do_auth(self, access_token: Any, *args: Any, **kwargs: Any) -> Any:
        """Sign in with a token; whatever goes wrong is logged here, for both ways in."""
        try:
            return super().do_auth(access_token, *args, **kwargs)
        except SocialAuthBaseException as problem:
            reason = problem.detail or str(problem)
            log.warning("Google sign-in failed: %s %s", reason, problem.context.get("email", ""))
            raise

    def run_authentication(self, *args: Any, **kwargs: Any) -> Any:
        """Run the pipeline: the person and the link to their Google account, both or neither."""
        with transaction.atomic():
            return super().run_authentication(*args, **kwargs)

    def user_data(self, access_token: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the checked profile of the token's owner: ``sub``, ``email`` and names.

        userinfo does not tell for whom a token was made, so tokeninfo is asked first: else the
        operator of any other Google application could sign in here with its users' tokens.
        """
        if not isinstance(access_token, str) or not TOKEN.fullmatch(access_token):
            raise Unwelcome(self, gettext_noop("This cannot be a token of Google's."))
        if not settings.GOOGLE_CLIENT_ID:
            raise Unwelcome(
                self, gettext_noop("GOOGLE_CLIENT_ID is not set, so no token can be for us.")
            )
        vouched_for = self._vouched_for(kwargs.get("response"))
        root = f"{settings.GOOGLE_API_ROOT}/oauth2/v3"
        token = self.get_json(f"{root}/tokeninfo", params={"access_token": access_token})
        if fault := token_fault(token):
            raise Unwelcome(self, fault)
        bearer = {"Authorization": f"Bearer {access_token}"}
        profile = self.get_json(f"{root}/userinfo", headers=bearer)
        if fault := profile_fault(profile, token):
            raise Unwelcome(self, fault, email=profile.get("email"))
        sub = profile.get("sub", token.get("sub"))
        if vouched_for not in {None, sub}:
            raise Unwelcome(
                self,
                gettext_noop("The ID token belongs to another Google account than the profile."),
            )
        return {**profile, "sub": sub}

    def _vouched_for(self, answer: Any) -> str | None:
        """Return whose sign-in here the ID token vouches for; ``answer`` is the token endpoint's.

        None at the API, which is handed an access token and has sent nobody to Google.
        """
        begun = self._oauth2_transaction
        if begun is None:
            return None
        claims = claims_of(answer.get("id_token"))
        if fault := id_token_fault(claims, begun.get("nonce")):
            raise Unwelcome(self, fault)
        return str(claims["sub"])

    def get_json(
        self,
        url: str,
        method: Any = "GET",
        headers: Mapping[str, str | bytes] | None = None,
        data: dict[Any, Any] | None = None,
        json: dict[Any, Any] | None = None,
        auth: Any = None,
        params: dict[Any, Any] | None = None,
        timeout: float | None = None,
        stage: Any = "user_info",
    ) -> dict[Any, Any]:
        """Return the JSON object that Google answers with, within what is left of its time.

        Raises AuthCredentialError when Google does not know the token or code;
        AuthProviderError or AuthResponseError when there is no sensible answer.
        """
        left = self._seconds_left()
        try:
            answer = outbound.ask(
                method,
                url,
                seconds=min(timeout or left, left),
                headers={"User-Agent": f"Peerly/{settings.VERSION}", **(headers or {})},
                data=data,
                json=json,
                auth=auth,
                params=params,
            )
        except outbound.NoAnswer as problem:
            raise AuthProviderError(self, code=problem.code, stage=stage) from problem
        return self._content(answer, stage)

    def _seconds_left(self) -> float:
        """Return what is left of the one limit of a sign-in, however many answers it needs."""
        if self.deadline is None:
            self.deadline = time.monotonic() + settings.GOOGLE_TIMEOUT_SECONDS
        return self.deadline - time.monotonic()

    def _content(self, answer: outbound.Answer, stage: Any) -> dict[Any, Any]:
        content = _object(answer.body)
        if answer.status in range(200, 300):
            if content is None:
                raise AuthResponseError(self, code="malformed_response", stage=stage)
            return content
        told: dict[str, Any] = {"stage": stage, "status_code": answer.status}
        if answer.status not in range(400, 500) or answer.status in {408, 429}:
            raise AuthProviderError(self, code="unavailable", **told)
        if stage != "user_info" and (problem := self.get_provider_error(content, **told)):
            raise problem
        raise AuthCredentialError(self, **told)

    def get_user(self, user_id: Any) -> User | None:
        """Return whose session it is, if nobody removed them."""
        return OWNER.get(pk=user_id)

    def extra_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what to keep of Google's answer: nothing, so no token is ever stored."""
        return {}


def _object(body: bytes) -> dict[Any, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def find_member(
    backend: PeerlyGoogle,
    uid: str,
    response: dict[str, Any],
    *args: Any,
    now: datetime | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """Pipeline: find whom the profile makes you, whoever the browser was signed in as."""
    link = UserSocialAuth.objects.filter(provider=backend.name, uid=uid).first()
    holder = link.user if link is not None else None
    try:
        person, is_new = sign_ins.admit(
            email=response["email"],
            holder=holder,
            now=now or timezone.now(),
            **names_of(response),
        )
    except sign_ins.SignInRefused as refusal:
        raise Unwelcome(backend, refusal.reason, email=response["email"]) from refusal
    if link is not None and link.user_id != person.pk:
        # Held by somebody removed, so it is free: it would only keep a live person out.
        UserSocialAuth.objects.filter(pk=link.pk).update(user=person)
        link.user = person
        _tell_of_account(person, uid, was_with=holder)
    return {"user": person, "social": link, "is_new": is_new}


def tell_of_another_account(
    user: User, uid: str, *args: Any, new_association: bool = False, **kwargs: Any
) -> None:
    """Pipeline: write down that somebody we know came with a Google account we did not know.

    It happens when an address is deleted at Google and made again, by whomever.
    """
    if new_association and UserSocialAuth.objects.filter(user=user).exclude(uid=uid).exists():
        _tell_of_account(user, uid)


def _tell_of_account(person: User, uid: str, was_with: User | None = None) -> None:
    log.warning("%s signed in with another Google account than before", masked(person.email))
    details: dict[str, Any] = {"google_account": uid}
    if was_with is not None:
        details["was_with"] = was_with.pk
    history.record("sign_ins.link_google", person, by=None, **details)
