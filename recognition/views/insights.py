"""Insights: how recognition goes, told to those who run the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import tenures
from accounts.models import User
from accounts.views.page import page
from peerly.errors import Gone
from peerly.notation import as_id
from recognition import insights, policies
from recognition.charts import bars
from recognition.columns import columns, share
from recognition.spreadsheet import Cell, as_csv
from recognition.templatetags.peerly import name_of

PEOPLE = 20
"""Of those who wait for a word, how many the page names; the spreadsheet has all."""

AGES = {
    0: _("Less than a day"),
    1: _("1 or 2 days"),
    3: _("3 to 6 days"),
    7: _("A week or longer"),
}
"""What those of insights are called."""


@dataclass(frozen=True)
class Figure:
    """A number of this month, and how much it has gained on the month before."""

    name: str
    number: int
    gain: int
    is_share: bool = False

    @property
    def loss(self) -> int:
        """What it has lost."""
        return -self.gain


@page(policies.can_see_insights)
@require_safe
def overview(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show four numbers, participation by month, the values used, and who and what waits."""
    now = timezone.now()
    everybody = tenures.everybody(viewer)
    months = insights.participation(viewer, now=now, everybody=everybody)
    used = insights.values_used(viewer, during=insights.year_told_of(viewer, now=now))
    forgotten = insights.overlooked(
        viewer, days=_days(request), limit=PEOPLE, now=now, everybody=everybody
    )
    waiting = insights.reports_waiting(viewer, now=now)
    told = {
        "months": [(each, _name_of(each), _shares(each)) for each in months],
        "this_month": months[-1],
        "figures": _figures(*months[-2:]),
        "before": date_format(months[-2].first_day, "F"),
        "chart": _participation_chart(months),
        "values": bars((_value_name(each), each.recognitions) for each in used),
        "recognitions": sum(each.recognitions for each in used),
        "overlooked": forgotten,
        "overlooked_chart": bars(_for_days(*each) for each in forgotten.totals.items()),
        "more": forgotten.totals[forgotten.days] - len(forgotten.people),
        "gives": policies.can_give(viewer),
        "waiting": waiting,
        "waiting_chart": bars((str(AGES[age]), cases) for age, cases in waiting.by_age.items()),
    }
    return render(request, "recognition/insights.html", told)


@page(policies.can_see_insights)
@require_safe
def participation(request: HttpRequest, viewer: User) -> HttpResponse:
    """Send the months as a spreadsheet."""
    head = [gettext("Month"), gettext("People"), gettext("Gave"), gettext("Received")]
    rows: list[list[Cell]] = [
        [f"{each.first_day:%Y-%m}", each.headcount, each.gave, each.received, each.recognitions]
        for each in insights.participation(viewer)
    ]
    return _spreadsheet("participation", [[*head, gettext("Recognitions")], *rows])


@page(policies.can_see_insights)
@require_safe
def values(request: HttpRequest, viewer: User) -> HttpResponse:
    """Send how often each value was used, as a spreadsheet."""
    used = insights.values_used(viewer, during=insights.year_told_of(viewer))
    rows: list[list[Cell]] = [[each.core_value.text, each.recognitions] for each in used]
    return _spreadsheet("values", [[gettext("Core value"), gettext("Recognitions")], *rows])


@page(policies.can_see_insights)
@require_safe
def overlooked(request: HttpRequest, viewer: User) -> HttpResponse:
    """Send everybody who waits for a word, as a spreadsheet."""
    days = _days(request)
    found = insights.overlooked(viewer, days=days)
    head = [gettext("Name"), gettext("E-mail"), gettext("Last recognised"), gettext("Days")]
    rows: list[list[Cell]] = [
        [
            name_of(each.person),
            each.person.email,
            _day(each.recognised_at) if each.recognised_at else None,
            each.days,
        ]
        for each in found.people
    ]
    return _spreadsheet(f"not-recognised-{days}-days", [head, *rows])


@page(policies.can_see_insights)
@require_safe
def waiting(request: HttpRequest, viewer: User) -> HttpResponse:
    """Send the cases that wait for a moderator, as a spreadsheet."""
    head = [gettext("Case"), gettext("Waiting since"), gettext("Days"), gettext("Reports")]
    rows: list[list[Cell]] = [
        [each.number, _day(each.opened_at), each.days, each.reports]
        for each in insights.reports_waiting(viewer).cases
    ]
    return _spreadsheet("reports-waiting", [head, *rows])


def _days(request: HttpRequest) -> int:
    asked = as_id(request.GET.get("days", str(insights.OVERLOOKED[0])))
    if asked not in insights.OVERLOOKED:
        raise Gone
    return asked


def _shares(month: insights.Participation) -> tuple[int, int]:
    return share(month.gave, month.headcount), share(month.received, month.headcount)


def _figures(before: insights.Participation, now: insights.Participation) -> list[Figure]:
    taking_part, took_part = _shares(now)[0], _shares(before)[0]
    return [
        Figure(gettext("Participation"), taking_part, taking_part - took_part, is_share=True),
        Figure(gettext("Givers"), now.gave, now.gave - before.gave),
        Figure(gettext("Receivers"), now.received, now.received - before.received),
    ]


def _participation_chart(months: list[insights.Participation]) -> Any:
    names = [(_name_of(each), date_format(each.first_day, "M")) for each in months]
    return columns(names, [_shares(each) for each in months])


def _name_of(month: insights.Participation) -> str:
    return date_format(month.first_day, "YEAR_MONTH_FORMAT")


def _value_name(used: insights.ValueUse) -> str:
    return f"– {used.core_value.text}" if used.core_value.parent_id else used.core_value.text


def _for_days(days: int, people: int) -> tuple[str, int]:
    return ngettext("%(n)s day or longer", "%(n)s days or longer", days) % {"n": days}, people


def _day(moment: Any) -> str:
    return timezone.localtime(moment).date().isoformat()


def _spreadsheet(name: str, rows: Iterable[Iterable[Cell]]) -> HttpResponse:
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
