"""A company's year, rolled with dice that always fall the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from recognition.demo import praise, remarks
from recognition.demo.praise import Sentence
from recognition.demo.remarks import Doubt
from recognition.demo.workdays import HOUR, Calendar

FOREVER = float("inf")

COMMENTED = 0.22
"""How many hi5s come with a word."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an id; from ``joined`` until ``left`` they take part."""

    id: int
    first_name: str
    team: str
    gives: bool
    joined: float
    left: float = FOREVER

    def takes_part(self, moment: float) -> bool:
        """Whether they were there at ``moment``."""
        return self.joined < moment < self.left


@dataclass(slots=True)
class Praise:
    """A recognition to be; ``id`` is given once all of them are in order."""

    at: float
    by: int
    to: int
    value: str
    text: str
    doubt: Doubt | None = None
    id: int = 0

    @property
    def will_be_hidden(self) -> bool:
        """Whether a review finds it inappropriate."""
        return self.doubt is not None and bool(self.doubt.verdict)


@dataclass(slots=True)
class Cheer:
    """A hi5 to be."""

    at: float
    by: int
    praise: Praise
    comment: str | None
    id: int = 0


class Year:
    """Who thanked whom for what, and who joined in."""

    def __init__(
        self, calendar: Calendar, members: Sequence[Member], values: Sequence[str], rng: Random
    ) -> None:
        self.calendar = calendar
        self.members = members
        self.givers = [member for member in members if member.gives]
        self.rng = rng
        self.stock = [sentence for sentence in praise.sentences() if sentence.value in set(values)]
        self.deck: list[Sentence] = []
        teams = {sentence.teams for sentence in self.stock}
        self.about = {
            team: [one for one in members if not team or one.team in team] for team in teams
        }

    def praises(self, count: int) -> list[Praise]:
        """Return so many recognitions, in no order."""
        return [self._praise(self.calendar.some_moment(self.rng)) for _ in range(count)]

    def doubted(self, doubts: Sequence[Doubt]) -> list[Praise]:
        """Return the recognitions that are reported: decided ones long ago, open ones lately."""
        doubted, weeks, days = [], 3, 2
        for doubt in doubts:
            if doubt.verdict is None:
                at, days = self.calendar.moment(days, 10.5), days + 3
            else:
                at, weeks = self.calendar.moment(self.calendar.monday(weeks), 10.5), weeks + 7
            by, to = self._pair(at, self.members)
            words = self._words(by, to, at)
            filled = replace(
                doubt,
                text=doubt.text.format_map(words),
                reports=tuple((mark, why.format_map(words)) for mark, why in doubt.reports),
                ruling=doubt.ruling.format_map(words),
            )
            doubted.append(Praise(at, by.id, to.id, doubt.value, filled.text, filled))
        return doubted

    def most_cheers(self, praises: int) -> int:
        """Return how many hi5s so many recognitions can have: half of the people for each."""
        return praises * (len(self.givers) // 2)

    def cheers(self, praises: Sequence[Praise], count: int) -> list[Cheer]:
        """Return ``count`` hi5s, in no order: some recognitions please many, some nobody.

        ``count`` is at most ``most_cheers``.
        """
        rng, most = self.rng, len(self.givers) // 2
        weights = list(accumulate(rng.expovariate(1.0) for _ in praises))
        wanted = [0] * len(praises)
        for drawn in rng.choices(range(len(praises)), cum_weights=weights, k=count):
            at = drawn
            while wanted[at] == most:
                at = rng.randrange(len(praises))
            wanted[at] += 1
        return [
            cheer
            for one, number in zip(praises, wanted, strict=True)
            if number
            for cheer in self._cheers_for(one, number)
        ]

    def _cheers_for(self, one: Praise, number: int) -> list[Cheer]:
        # Some who are asked cannot: it is about them, or they are not there yet. So a few more
        # are asked, then many more, then everybody.
        for asked in (number + 3, 2 * number + 12, len(self.givers)):
            people = self.rng.sample(self.givers, min(asked, len(self.givers)))
            cheers = self._willing(one, people, number)
            if len(cheers) == number:
                break
        return cheers

    def _willing(self, one: Praise, people: Sequence[Member], number: int) -> list[Cheer]:
        """Return the hi5s of the first ``number`` of ``people`` who can give one."""
        rng, cheers = self.rng, list[Cheer]()
        for giver in people:
            if len(cheers) == number:
                break
            if one.doubt is None:
                at = self.calendar.soon_after(one.at, rng)
            else:  # before anybody has reported it
                at = one.at + rng.random() * 3 * HOUR
            if giver.id != one.to and giver.takes_part(at):
                comment = rng.choice(remarks.COMMENTS) if rng.random() < COMMENTED else None
                cheers.append(Cheer(at, giver.id, one, comment))
        return cheers

    def _praise(self, at: float) -> Praise:
        if not self.deck:  # every sentence is used before any is used again
            self.deck = self.rng.sample(self.stock, len(self.stock))
        sentence = self.deck.pop()
        by, to = self._pair(at, self.about[sentence.teams])
        text = sentence.text.format_map(self._words(by, to, at))
        return Praise(at, by.id, to.id, sentence.value, text)

    def _pair(self, at: float, receivers: Sequence[Member]) -> tuple[Member, Member]:
        while True:
            by, to = self.rng.choice(self.givers), self.rng.choice(receivers)
            if by.id != to.id and by.takes_part(at) and to.takes_part(at):
                return by, to

    def _words(self, by: Member, to: Member, at: float) -> dict[str, str]:
        """Return what fills the slots of a text."""
        rng = self.rng
        while (other := rng.choice(self.members)) in (by, to) or not other.takes_part(at):
            pass
        return {
            "name": to.first_name,
            "other": other.first_name,
            "client": rng.choice(praise.CLIENTS),
            "city": rng.choice(praise.CITIES),
            "day": rng.choice(praise.DAYS),
            "n": rng.choice(praise.NUMBERS),
        }
