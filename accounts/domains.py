"""What the name of a mail domain looks like, and how it is spelled in addresses: for all alike."""

from __future__ import annotations

import re

import idna

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# ASCII: or the case-insensitive [a-z] would also hold ſ, ı and Kelvin's K.
DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}", re.IGNORECASE | re.ASCII)


def in_dns(domain: str) -> str:
    """Return ``domain`` as DNS spells it, ``xn--bcher-kva.test``; in small letters if it cannot."""
    small = domain.lower()
    if small.isascii():
        return small
    try:
        # strict: no letter is taken for another one.
        return idna.encode(small, strict=True).decode("ascii")
    except idna.IDNAError:
        return small


def spellings(domain: str) -> set[str]:
    """Return ``domain`` as DNS spells it and as people do; none where it can be no domain."""
    try:
        written = idna.encode(domain.lower(), strict=True)
        return {written.decode("ascii"), idna.decode(written, strict=True)}
    except idna.IDNAError:
        return set()


def one_spelling(email: str) -> str:
    """Return an address as it is kept: one person has it, whichever way the domain is written."""
    local, at, domain = email.rpartition("@")
    return f"{local.lower()}{at}{in_dns(domain)}"


def known_spellings(email: str) -> set[str]:
    """Return the ways in which an address may have been kept, ``one_spelling`` among them."""
    kept = one_spelling(email)
    local, at, domain = kept.rpartition("@")
    # Elsewhere there is only one way, which needs no look at the alphabet.
    others = spellings(domain) if "xn--" in domain else set()
    return {kept, *(f"{local}{at}{each}" for each in others)}


def is_at(email: str, domain: str) -> bool:
    """Tell whether ``email`` is of ``domain``, whichever way either is written."""
    return in_dns(email.rpartition("@")[2]) == in_dns(domain)
