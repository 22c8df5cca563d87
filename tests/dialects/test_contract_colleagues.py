"""Every dialect: what the record of somebody has is for administrators, whoever asks for it."""

from __future__ import annotations

import pytest

from peerly.dialects import DIALECTS
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

WITH_KEYS = [dialect.name for dialect in DIALECTS if dialect.key_names]
"""The others show no records at all."""


def kept(side: Side) -> list[str]:
    """Return what only administrators are told of the receiver, as it would be written."""
    word = side.word
    texts = ("E-7-{}", "E-8-{}", "ext{}7", "Q {}", "555 {}", "556 {}", "Full {}", "L1 {}", "L {}")
    return [*(text.format(word) for text in texts), f"School of {word}", "1990-02-03", "2020-01-02"]


def told(caller: Caller, play: Play) -> str:
    """Return all that a person's reading requests are answered, one below the other."""
    reading = [each for each in play.endpoints if each.method == "GET"]
    return "\n".join(caller.play(each, play.here).content.decode() for each in reading)


def test_colleagues_are_told_nothing_that_is_kept_for_administrators(play: Play):
    with findings() as wrong:
        for person in (play.here.giver, play.here.moderator):
            answers = told(play.signed_in(person), play)
            wrong += [f"{person}: {text}" for text in kept(play.here) if text in answers]


@pytest.mark.parametrize("hooks", WITH_KEYS, indirect=True)
def test_an_administrator_is_told_it(play: Play):
    answers = told(play.signed_in(play.here.admin), play)
    assert sum(text in answers for text in kept(play.here)) >= 1
