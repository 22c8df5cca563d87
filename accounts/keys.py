"""What the parts of a credential look like: a prefix, thirty random digits, a checksum."""

from __future__ import annotations

import hmac
import secrets
import string
from hashlib import sha256
from zlib import crc32

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from peerly.notation import KEY

SECRET, CLIENT_ID, PUBLIC_KEY = "plk", "plc", "plp"
"""The prefixes: a secret, the public name of a client, a key that browsers may carry."""

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM, CHECK = 30, 6  # digits; 30 of base 62 are 178 bits


@sensitive_variables()
def make(prefix: str) -> str:
    """Return a fresh ``<prefix>_<30 random base-62 digits><6 digits of checksum>``."""
    body = f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + _checksum(body)


@sensitive_variables()
def is_genuine(text: str, prefix: str) -> bool:
    """Tell whether ``text`` could have been made here: garbage costs nobody a query."""
    if not text.startswith(f"{prefix}_") or not KEY.fullmatch(text):
        return False
    return text[-CHECK:] == _checksum(text[:-CHECK])


@sensitive_variables()
def fingerprint(secret: str) -> str:
    """Return what is stored of ``secret``: 64 hex digits, useless without the pepper.

    The pepper is not SECRET_KEY, so that rotating that one does not end every integration. A fast
    hash will do: nobody guesses 178 random bits.
    """
    pepper = settings.CREDENTIAL_PEPPER.encode()
    return hmac.new(pepper, secret.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _checksum(body: str) -> str:
    number, digits = crc32(body.encode()), ""
    for _ in range(CHECK):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits
