"""What Google says of a token and its owner: what is wrong with it, and the names in it."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard, cast

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop

from accounts.models import User
from peerly.notation import LARGEST_ID, as_name, as_number, is_web_address

if TYPE_CHECKING:
    from django.db.models import CharField

LONGEST_SUB = 255
LONGEST_EMAIL = 254


def token_fault(token: Mapping[str, Any]) -> str | None:
    """Return what is wrong with tokeninfo's answer, or None."""
    ours = settings.GOOGLE_CLIENT_ID
    if token.get("aud") != ours or token.get("azp", ours) != ours:
        return gettext_noop("The token was made for another application.")
    # Google writes these as numbers or as text, depending on the day.
    if _number(token.get("expires_in", 1)) <= 0 or _number(token.get("exp", 2**62)) <= time.time():
        return gettext_noop("The token has expired.")
    return None


def claims_of(id_token: object) -> dict[str, Any]:
    """Return what an ID token says; nothing when it cannot be read.

    Its signature proves nothing more here: the token came from Google itself, over TLS, in answer
    to our secret and PKCE's verifier (OpenID Connect Core 1.0, 3.1.3.7).
    """
    if not isinstance(id_token, str):
        return {}
    try:
        return jwt.decode(id_token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return {}


def id_token_fault(claims: Mapping[str, Any], nonce: object) -> str | None:
    """Return what is wrong with an ID token's claims, given the nonce we sent, or None."""
    said = claims.get("nonce")
    if not (isinstance(nonce, str) and isinstance(said, str) and nonce):
        return gettext_noop("Google's answer lacks the proof that it is about this sign-in.")
    if not constant_time_compare(said, nonce):
        return gettext_noop("Google's answer is about another sign-in than this one.")
    audience = claims.get("aud")
    if isinstance(audience, list) and len(audience) == 1:
        audience = audience[0]
    if not isinstance(claims.get("sub"), str) or "exp" not in claims:
        return gettext_noop("Google's answer does not say whose sign-in this is, or until when.")
    return token_fault({**claims, "aud": audience})


def profile_fault(profile: Mapping[str, Any], token: Mapping[str, Any]) -> str | None:
    """Return what is wrong with userinfo's answer, given tokeninfo's, or None."""
    sub = profile.get("sub", token.get("sub"))
    if not isinstance(sub, str) or not sub.isprintable() or not 0 < len(sub) <= LONGEST_SUB:
        return gettext_noop("Google did not say whose token this is.")
    if token.get("sub", sub) != sub:
        return gettext_noop("The token belongs to another Google account than the profile.")
    if not is_well_formed(profile.get("email")):
        return gettext_noop("Google gave no usable e-mail address.")
    if profile.get("email_verified") is not True:  # the text "true" is not the boolean
        return gettext_noop("Google has not verified this e-mail address.")
    return None


def is_well_formed(email: object) -> TypeGuard[str]:
    """Tell whether ``email`` is one address that reads the same to us, the database and DNS."""
    if not isinstance(email, str) or len(email) > LONGEST_EMAIL or email.count("@") != 1:
        return False
    # Not NFKC: it holds a look-alike (Kelvin's K, long s) that lower-casing would turn into
    # somebody else's plain letter. Not printable: spaces, NUL, other controls, surrogates.
    return (
        email.isprintable()
        and " " not in email
        and unicodedata.is_normalized("NFKC", email)
        and all(email.split("@"))
    )


def masked(email: object) -> str:
    """Return an address fit for a log: a…@acme.com."""
    return re.sub(r"(?<=.)[^@]*(?=@)", "…", email, count=1) if is_well_formed(email) else ""


def _number(value: object) -> float:
    """Return the seconds that ``value`` says, or 0 for what is no whole number."""
    if isinstance(value, str):
        return as_number(value, 0, LARGEST_ID) or 0
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def names_of(profile: Mapping[str, Any]) -> dict[str, str | None]:
    """Return a profile's names and picture as the fields of a User, cut to what they hold."""
    full, first, last = (_text(profile.get(key)) for key in ("name", "given_name", "family_name"))
    if not first:
        first, _, rest = full.partition(" ")
        last = last or rest
    first = first or profile["email"].partition("@")[0]
    names = {
        "first_name": first,
        "last_name": last,
        "display_name": full or f"{first} {last}",
    }
    return {
        **{name: _cut(name, value) for name, value in names.items()},
        "profile_image_url": _picture(profile.get("picture")),
    }


def _text(value: object) -> str:
    return as_name(value) if isinstance(value, str) else ""


def _cut(name: str, value: str) -> str:
    field = cast("CharField[str, str]", User._meta.get_field(name))
    return as_name(value[: field.max_length])  # an emoji may have been cut in two


def _picture(value: object) -> str | None:
    return value if isinstance(value, str) and is_web_address(value) else None
