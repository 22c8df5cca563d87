"""A recognition as a card shows it, in the columns that are loaded for that."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.json import Decoder

from accounts.models import User


class Columns(NamedTuple):
    """What is loaded of somebody on a card."""

    pk: int
    first_name: str
    last_name: str
    display_name: str
    profile_image_url: str | None


class Person(Columns):
    """Somebody on a card."""

    __slots__ = ()
    full_name = User.full_name


JOINED = Decoder(list[Person])
"""Who joined in last, as the database tells it: ``PERSON`` in ``querysets.recognitions``."""


class Seen(NamedTuple):
    """A recognition as ``on_cards`` loads it."""

    id: int
    given_at: datetime
    text: str
    value_id: int
    value: str
    description: str
    hi5_count: int
    my_hi5_at: datetime | None
    latest: str | None
    """Who gave a hi5 lately: JSON, of what a ``Person`` has."""
    given_by_id: int
    given_by_first_name: str
    given_by_last_name: str
    given_by_display_name: str
    given_by_picture_url: str | None
    given_for_id: int
    given_for_first_name: str
    given_for_last_name: str
    given_for_display_name: str
    given_for_picture_url: str | None

    @property
    def given_by(self) -> Person:
        """Who gave it."""
        return Person(
            self.given_by_id,
            self.given_by_first_name,
            self.given_by_last_name,
            self.given_by_display_name,
            self.given_by_picture_url,
        )

    @property
    def given_for(self) -> Person:
        """Who was given it."""
        return Person(
            self.given_for_id,
            self.given_for_first_name,
            self.given_for_last_name,
            self.given_for_display_name,
            self.given_for_picture_url,
        )
