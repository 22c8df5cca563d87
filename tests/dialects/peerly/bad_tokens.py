"""Tokens that are almost right: each is a person's good token with one thing wrong."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
from django.conf import settings

from accounts.actions import tokens
from accounts.models import User
from accounts.tokens import PeerlyToken

Claims = dict[str, Any]
HOUR = 3600


def bad_tokens(person: User) -> dict[str, str]:
    """Return tokens that must not pass for ``person``, by what is wrong with them."""
    good = tokens.issue(person=person)
    claims: Claims = jwt.decode(good, options={"verify_signature": False})
    twisted = {name: sign(claims | {claim: value}) for name, (claim, value) in _twists().items()}
    left_out = {
        f"without {name}": sign({key: value for key, value in claims.items() if key != name})
        for name in ("exp", "nbf", "iat", "iss", "aud", "sub", "jti", "token_type")
    }
    return {
        **_broken(good),
        **_wrongly_signed(claims),
        **twisted,
        **left_out,
        "revoked": _revoked(person),
        "claims are a list": _assembled({"alg": "HS256", "typ": "JWT"}, [claims]),
    }


def sign(claims: Claims, **options: Any) -> str:
    """Return ``claims`` signed as Peerly signs, but for ``options``."""
    options = {"key": settings.SIMPLE_JWT["SIGNING_KEY"], "algorithm": "HS256"} | options
    # Not jwt.encode: that one refuses to sign the claims it would refuse to read.
    return jwt.api_jws.encode(json.dumps(claims).encode(), **options)


def _broken(good: str) -> dict[str, str]:
    head, body, signature = good.split(".")
    middle = len(signature) // 2
    other = "A" if signature[middle] != "A" else "B"
    return {
        "not a token": "garbled",
        "three words": "a.b.c",
        "cut off": good[:-10],
        "no signature": f"{head}.{body}.",
        "no signature part": f"{head}.{body}",
        "four parts": f"{good}.{signature}",
        "another signature": f"{head}.{body}.{signature[:middle]}{other}{signature[middle + 1 :]}",
        "other claims under the signature": f"{head}.{_encoded({'sub': '1'})}.{signature}",
        "upper case": good.upper(),
        "not ASCII": f"{good}\xe9",
        "NUL behind it": f"{good}\0",
    }


def _wrongly_signed(claims: Claims) -> dict[str, str]:
    key = settings.SIMPLE_JWT["SIGNING_KEY"]
    elsewhere = {"kid": "1", "jku": "https://evil.test/keys.json"}
    return {
        "alg none": sign(claims, key=None, algorithm="none"),
        "alg NonE": f"{_encoded({'alg': 'NonE', 'typ': 'JWT'})}.{_encoded(claims)}.",
        "alg HS512": sign(claims, algorithm="HS512"),
        "alg HS384": sign(claims, algorithm="HS384"),
        "alg says RS256": _assembled({"alg": "RS256", "typ": "JWT"}, claims),
        "alg missing": _assembled({"typ": "JWT"}, claims),
        "alg is a list": _assembled({"alg": ["HS256"], "typ": "JWT"}, claims),
        "another key": sign(claims, key="another key of more than thirty-two letters"),
        "the empty key": _with_empty_key(claims),
        "another key, said to be elsewhere": sign(claims, key=key[::-1], headers=elsewhere),
    }


def _twists() -> dict[str, tuple[str, Any]]:
    now = int(time.time())
    return {
        "expired": ("exp", now - 1),
        "expired long ago": ("exp", 1),
        "exp is a fraction": ("exp", now + HOUR + 0.5),
        "exp is text": ("exp", str(now + HOUR)),
        "exp is true": ("exp", True),
        "exp is beyond every calendar": ("exp", 10**30),
        "nbf to come": ("nbf", now + HOUR),
        "nbf is a fraction": ("nbf", now - 0.5),
        "iat to come": ("iat", now + HOUR),
        "iat is text": ("iat", str(now)),
        "another issuer": ("iss", "evil.peerly.com"),
        "a list of issuers": ("iss", ["node.peerly.com"]),
        "another audience": ("aud", "evil.com"),
        "a list of audiences": ("aud", ["peerly.com"]),
        "no audience": ("aud", None),
        "sub is nobody": ("sub", str(2**40)),
        "sub is a number": ("sub", 1),
        "sub is a fraction": ("sub", "1.5"),
        "sub is empty": ("sub", ""),
        "sub is NUL": ("sub", "1\0"),
        "sub is negative": ("sub", "-1"),
        "sub is zero": ("sub", "0"),
        "sub has twenty digits": ("sub", "1" * 20),
        "sub has a thousand digits": ("sub", "1" * 1000),
        "sub in other digits": ("sub", "\u0661"),
        "sub has a space": ("sub", " 1"),
        "sub is a list": ("sub", ["1"]),
        "jti is a number": ("jti", 7),
        "jti is null": ("jti", None),
        "a refresh token": ("token_type", "refresh"),
        "longer than any token": ("padding", "x" * 5000),
    }


def _revoked(person: User) -> str:
    token = PeerlyToken.issue(person)
    tokens.revoke(by=person, token=token)
    return str(token)


def _assembled(head: Any, body: Any) -> str:
    """Return head and body under our HS256 signature: what the library would not write."""
    return _under_key(head, body, settings.SIMPLE_JWT["SIGNING_KEY"])


def _with_empty_key(claims: Claims) -> str:
    return _under_key({"alg": "HS256", "typ": "JWT"}, claims, "")


def _under_key(head: Any, body: Any, key: str) -> str:
    told = f"{_encoded(head)}.{_encoded(body)}"
    digest: Callable[[bytes, bytes], bytes] = jwt.algorithms.HMACAlgorithm(
        jwt.algorithms.HMACAlgorithm.SHA256
    ).sign
    return f"{told}.{_base64(digest(told.encode(), key.encode()))}"


def _encoded(part: Any) -> str:
    return _base64(json.dumps(part).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
