"""Putting the demo into the database, in one transaction: all of it or nothing."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import connection, transaction

from accounts.actions import users
from accounts.models import Organisation, User
from accounts.periods import Frequency
from peerly.errors import Refused
from recognition.actions import reports, reviews, tallies
from recognition.demo import books, founding, writing
from recognition.demo.books import Books, Refund, moment
from recognition.demo.companies import COMPANIES
from recognition.demo.founding import Founded
from recognition.demo.workdays import DAY, HOUR, Calendar, Periods
from recognition.demo.year import FOREVER, Cheer, Praise, Year
from recognition.models import Allowance, BadgeAward, Hi5, LedgerEntry, Recognition

PER_PERSON = 6
"""Recognitions a person and year, in the small demo."""

PER_RECOGNITION = 3
"""Hi5s a recognition, in the small demo, if the quotas allow."""

UNTIL_REVIEW = 2 * DAY
"""Seconds from a doubtful recognition to the decision about it."""

MADE_AT_ONCE = (Recognition, Hi5, LedgerEntry, Allowance, BadgeAward)

PRAISE_COLUMNS = (
    "organisation_id",
    "given_by_id",
    "given_for_id",
    "core_value_id",
    "text",
    "given_at",
)
CHEER_COLUMNS = (
    "organisation_id",
    "recognition_id",
    "given_by_id",
    "comment",
    "given_at",
    "is_charged",
)


@dataclass(frozen=True)
class Size:
    """How much of everything, over all companies."""

    people: int
    recognitions: int
    hi5s: int


class TooManyHi5s(Refused):
    """Nobody gives two hi5s to one recognition."""

    def __init__(self, company: str, most: int) -> None:
        super().__init__(
            f"So few people at {company} give at most {most} hi5s; ask for more users."
        )


def exists() -> bool:
    """Whether the demo, or an organisation in its place, is there."""
    domains = [company.domain for company in COMPANIES]
    return Organisation.objects.filter(domain_name__in=domains).exists()


def build(*, now: datetime, public_url: str, size: Size | None = None) -> list[str]:
    """Make the demo as of ``now``: of its own size, or of ``size``. Returns a line a company."""
    with transaction.atomic():
        founding.require_operator()
        with writing.unchecked(MADE_AT_ONCE) if size else nullcontext():
            lines = []
            for company in COMPANIES:
                people = round(size.people * company.share) if size else 0
                founded = founding.found(company, now=now, public_url=public_url, headcount=people)
                lines.append(_live_through(founded, now, size))
    if size and not connection.in_atomic_block:
        writing.tell_planner()
    return lines


def _live_through(founded: Founded, now: datetime, size: Size | None) -> str:
    """Let a year pass in a company; returns what there is to say about it."""
    calendar = Calendar(founded.company.timezone, now)
    periods = {name: Periods(calendar, name) for name in Frequency.values}
    rng = Random(f"year of {founded.company.domain}")  # noqa: S311 - the same one every time
    year = Year(calendar, founded.members, list(founded.values), rng)
    ledger = Books(
        founded.organisation.pk, founded.company.hi5_limit, periods[founded.company.frequency]
    )
    praises, cheers = _rolled(founded, year, ledger, size)
    _write(founded, ledger, praises, cheers)
    awards = books.awards(founded.badges, periods, cheers)
    writing.write(BadgeAward, books.AWARD_COLUMNS, awards, first=writing.next_id(BadgeAward))
    tallies.recount(organisation=founded.organisation)
    _moderate(founded, [one for one in praises if one.doubt is not None])
    _let_go(founded)
    return (
        f"{founded.company.name}: {len(founded.members)} people,"
        f" {len(praises)} recognitions, {len(cheers)} hi5s"
    )


def _rolled(
    founded: Founded, year: Year, ledger: Books, size: Size | None
) -> tuple[list[Praise], list[Cheer]]:
    """Return the year's recognitions and hi5s in the order of time, numbered."""
    doubted = year.doubted(founded.company.doubts)
    if size is None:
        praised = len(founded.members) * PER_PERSON
        cheered = praised * PER_RECOGNITION
    else:
        praised = round(size.recognitions * founded.company.share)
        cheered = round(size.hi5s * founded.company.share)
    praises = year.praises(praised - len(doubted)) + doubted
    praises.sort(key=lambda one: one.at)
    for number, praise in enumerate(praises, writing.next_id(Recognition)):
        praise.id = number
    if cheered > year.most_cheers(praised):
        raise TooManyHi5s(founded.company.name, year.most_cheers(praised))
    cheers = year.cheers(praises, cheered)
    cheers.sort(key=lambda one: one.at)
    if size is None:
        # Whoever tries the API as one of the first two has something left to spend.
        cheers = ledger.affordable(cheers, {one.id for one in founded.members[:2]})
    for number, cheer in enumerate(cheers, writing.next_id(Hi5)):
        cheer.id = number
    return praises, cheers


def _write(founded: Founded, ledger: Books, praises: list[Praise], cheers: list[Cheer]) -> None:
    organisation = founded.organisation.pk
    if praises:
        rows = (
            (organisation, one.by, one.to, founded.values[one.value], one.text, moment(one.at))
            for one in praises
        )
        writing.write(Recognition, PRAISE_COLUMNS, rows, first=praises[0].id)
    if cheers:
        hi5s = (
            (
                organisation,
                one.praise.id,
                one.by,
                one.comment,
                moment(one.at),
                not one.praise.will_be_hidden,
            )
            for one in cheers
        )
        writing.write(Hi5, CHEER_COLUMNS, hi5s, first=cheers[0].id)
    refunds = [
        Refund(one.praise.at + UNTIL_REVIEW, one, _judge_of(founded, one.praise).pk)
        for one in cheers
        if one.praise.will_be_hidden
    ]
    refunds.sort(key=lambda one: one.at)
    entries = ledger.entries(cheers, refunds, granted_by=founded.administrator.pk)
    writing.write(LedgerEntry, books.ENTRY_COLUMNS, entries, first=writing.next_id(LedgerEntry))
    allowances = ledger.allowances()
    writing.write(Allowance, books.ALLOWANCE_COLUMNS, allowances, first=writing.next_id(Allowance))


def _moderate(founded: Founded, doubted: list[Praise]) -> None:
    """Have the doubtful recognitions reported, and most of the cases decided.

    What hiding one gives back is in the ledger already: an action, which works in the present,
    would enter it in the wrong period.
    """
    colleagues = User.objects.in_bulk([one.id for one in founded.members])
    steady = [one.id for one in founded.members if one.left == FOREVER]
    rows = Recognition.objects.in_bulk([one.id for one in doubted])
    for turn, praise in enumerate(doubted):
        doubt, recognition = praise.doubt, rows[praise.id]
        if doubt is None:
            continue
        # Everybody who is there and no party to it, beginning somewhere else each time.
        others = [one for one in steady[turn:] + steady[:turn] if one not in (praise.by, praise.to)]
        for at, (mark, reason) in enumerate(doubt.reports):
            reports.raise_(
                by=colleagues[others[at]],
                recognition=recognition,
                mark_as=mark,
                reason=reason,
                now=moment(praise.at + 20 * HOUR + at * 3 * HOUR),
            )
        if doubt.verdict is not None:
            reviews.give(
                by=_judge_of(founded, praise),
                recognition=recognition,
                is_inappropriate=doubt.verdict,
                comment=doubt.ruling,
                now=moment(praise.at + UNTIL_REVIEW),
            )


def _judge_of(founded: Founded, praise: Praise) -> User:
    """Return who decides about ``praise``: a moderator who is no party to it, if there is one."""
    return next(one for one in founded.judges if one.pk not in (praise.by, praise.to))


def _let_go(founded: Founded) -> None:
    for member in founded.members:
        if member.left != FOREVER:
            person = User.objects.get(pk=member.id)
            users.remove(by=founded.administrator, person=person, now=moment(member.left))
