"""What can be asked of the definition of an attribute: its key, and what there is to choose."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_noop

from accounts.models import Attribute
from peerly.errors import InvalidField

KEY = re.compile(r"[a-z0-9_]{1,64}")
"""What a key is made of."""

MOST_OPTIONS, LONGEST_OPTION = 200, 255
"""How many there are to choose from, and how long each is at most."""


class BadKey(InvalidField):
    """Records and clients know an attribute by its key."""

    def __init__(self) -> None:
        super().__init__("key", gettext_noop("Use small letters, digits and underscores only."))


class BadOptions(InvalidField):
    """What there is to choose from is a list of texts, no two alike."""

    def __init__(self, message: str) -> None:
        super().__init__("options", message)


def check(*, attribute: Attribute) -> None:
    """Raise BadKey or BadOptions: what is stored once is read with everybody's record."""
    options = attribute.options
    if not KEY.fullmatch(attribute.key):
        raise BadKey
    if not isinstance(options, list) or not all(_is_option(each) for each in options):
        raise BadOptions(gettext_noop("Give a list of texts, none of them empty."))
    if len(set(options)) != len(options):
        raise BadOptions(gettext_noop("Give each option once."))
    if len(options) > MOST_OPTIONS:
        raise BadOptions(f"Give at most {MOST_OPTIONS} options.")
    if attribute.is_choice and not options:
        raise BadOptions(gettext_noop("There must be something to choose from."))


def _is_option(each: Any) -> bool:
    return isinstance(each, str) and len(each.strip()) > 0 and len(each) <= LONGEST_OPTION
