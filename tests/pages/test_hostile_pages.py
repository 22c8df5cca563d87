"""What nobody types into a page, in its parameters and fields: never a 500, nor a change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction

from recognition.actions import reports
from tests.admin.pages import Inputs, everything
from tests.cast import BadgeFactory
from tests.pages.visiting import IN_PLACE, cards_of, visit

HUGE = "9" * 5_000
NUMBERS = ["", "0", "-1", "²", "1\0", str(2**31), str(2**63), HUGE]
LONE = "\ud800".encode("utf-8", "surrogatepass")
TEXTS = ["\0", "%_\\", LONE, "\u202e\u200b😀"]
LONG = ["x" * 5_001, "\r\n" * 400]
DAYS = ["0001-01-01", "9999-12-30", "9999-12-31", "2024-02-30", "10000-01-01", "\0"]
PLACES = [
    *["//evil.io", "https://evil.io", "/\\evil.io", "///evil.io", "/\r\nX: y", "javascript:x"],
    *["http://[", "/\0", "/" + "x" * 20_000, "/\t/evil.io", "http:evil.io"],
]
ADDRESSES = [
    *["javascript:alert(1)", "data:image/svg+xml,x", "http://[", "https://a:b@c", "//x"],
    *["https://x/" + "y" * 3_000, "https://x/\0", "https://x/\n"],
]
NAMES = [*TEXTS, "x" * 300, "\u3164"]

PARAMETERS = {
    "/": {
        "value": ["²", "1\0", str(2**63), HUGE],
        "by": ["²", str(2**63), HUGE, *TEXTS],
        "to": ["0", "²", "\0"],
        "since": DAYS,
        "until": DAYS,
        "mine": ["x", "\0"],
        "q": [*TEXTS, *LONG, " ".join("abcdefghij" * 10)],
        "after": [*TEXTS, HUGE],
    },
    "/filters": {"value": ["²", HUGE, "\0"], "until": ["9999-12-31"], "by": ["\0"]},
    "/news": {"newest": [*NUMBERS, *TEXTS]},
    "/give": {"to": [*NUMBERS, *TEXTS], "q": [*TEXTS, *LONG]},
    "/people": {"q": [*TEXTS, *LONG], "after": TEXTS},
    "/people/{ben}": {"tab": ["x", "hi5s", "\0"], "after": TEXTS},
    "/leaderboard": {"span": [*TEXTS, "decade", "name"]},
    "/moderation": {"status": [*TEXTS, "x"], "after": TEXTS},
    "/insights": {"days": [*NUMBERS, *TEXTS]},
    "/insights/overlooked.csv": {"days": NUMBERS},
    "/settings/people": {"q": [*TEXTS, *LONG], "show": ["x"], "after": TEXTS},
    "/settings/values/new": {"parent": [*NUMBERS, *TEXTS]},
    "/settings/integrations": {"after": TEXTS},
    "/settings/integrations/new": {"owner": [*NUMBERS, *TEXTS]},
}
"""Of each page its parameters, and what they are not meant for."""

FORMS: dict[str, dict[str, list[Any]]] = {
    "/give": {"to": NUMBERS, "core_value": NUMBERS, "text": [*TEXTS, *LONG], "step": ["\0"]},
    "/thanks/{thanks}/hi5": {"comment": [*TEXTS, *LONG], "then": PLACES[:3]},
    "/thanks/{thanks}/hi5/undo": {"then": PLACES[:1]},
    "/thanks/{thanks}/report": {"mark_as": TEXTS, "reason": [*TEXTS, *LONG]},
    "/me": {
        "first_name": NAMES,
        "last_name": ["\0"],
        "display_name": ["\0"],
        "profile_image_url": ADDRESSES,
        "is_on_leaderboard": TEXTS,
        "_shown": TEXTS,
    },
    "/moderation/{case}": {"verdict": TEXTS, "seen": [*TEXTS, f"{HUGE}.1"], "comment": LONG},
    "/moderation/keys": {"then": PLACES},
    "/settings": {
        "name": ["\0", "\u3164"],
        "contact_email": ["\0", LONE, "x" * 300 + "@acme.test"],
        "hi5_limit": NUMBERS,
        "hi5_quota_renewal_frequency": ["\0"],
        "timezone": ["\0", "../etc/passwd", "localtime"],
        "_shown": ["\0", LONE],
    },
    "/settings/values/new": {"parent": NUMBERS, "text": [*TEXTS, *LONG], "description": LONG},
    "/settings/values/{value}": {"thumbnail_url": ADDRESSES, "parent": NUMBERS},
    "/settings/badges/new": {"name": NAMES, "hi5_count_required": NUMBERS},
    "/settings/badges/{badge}": {"hi5_frequency": TEXTS, "hi5_count_required": NUMBERS},
    "/settings/badges/{badge}/remove": {"_shown": TEXTS},
    "/settings/people/{ben}/role": {"role": [*NUMBERS, "1", "4", "99"]},
    "/settings/people/{ben}/hi5s": {
        "amount": [*NUMBERS, "1e3", "1.5", "NaN", "1001"],
        "reason": [*TEXTS, "x" * 256],
        "seen": NUMBERS,
    },
    "/settings/people/{ben}/remove": {"_shown": TEXTS},
    "/settings/people/{ben}/restore": {"_shown": TEXTS},
    "/settings/integrations/new": {"speaks": TEXTS, "seen": NUMBERS},
    "/language": {"language": TEXTS, "next": PLACES},
    "/sign-in/demo": {"who": TEXTS, "next": PLACES},
}
"""Of each form its fields, and what they are not meant for."""

FILLED = {
    "/give": {"to": "{ben}", "core_value": "{value}", "text": "Thanks!", "step": "send"},
    "/thanks/{thanks}/report": {"mark_as": "incorrect", "reason": "Hm."},
    "/moderation/{case}": {"verdict": "uphold"},
    "/settings/values/new": {"text": "Zeal", "description": "Say it."},
    "/settings/badges/new": {"name": "Ten", "hi5_count_required": "10", "hi5_frequency": "WEEKLY"},
    "/settings/people/{ben}/hi5s": {"amount": "1", "reason": "Why not?"},
    "/settings/integrations/new": {"speaks": "betterworks"},
    "/language": {"language": "de"},
    "/sign-in/demo": {"who": "ann@acme.test"},
}
"""What is typed beside, so that nothing else is wrong."""


@pytest.fixture
def numbers(cast: SimpleNamespace) -> dict[str, int]:
    case = reports.raise_(
        by=cast.cal, recognition=cast.thanks, mark_as="incorrect", reason="Hm."
    ).case
    badge = BadgeFactory(organisation=cast.acme)
    found = {"ben": cast.ben, "thanks": cast.thanks, "value": cast.outcome}
    return {name: thing.pk for name, thing in {**found, "case": case, "badge": badge}.items()}


@pytest.mark.parametrize("path", PARAMETERS)
def test_no_parameter_breaks_a_page(
    cast: SimpleNamespace, numbers: dict[str, int], path: str
) -> None:
    browser = visit(cast.ada)
    broken = [
        (name, value, page.status_code)
        for name, values in PARAMETERS[path].items()
        for value in [*values, ["1", "2"]]
        if (page := browser.get(path.format(**numbers), {name: value})).status_code >= 500
    ]
    assert broken == []


@pytest.mark.parametrize("who", ["ann", "mo", None])
def test_no_parameters_break_a_page_for_the_others(
    cast: SimpleNamespace, numbers: dict[str, int], who: str | None
) -> None:
    browser = visit(getattr(cast, who) if who else None)
    for path, parameters in PARAMETERS.items():
        page = browser.get(path.format(**numbers), dict.fromkeys(parameters, "9\0"))
        assert (path, page.status_code < 500) == (path, True)


@pytest.mark.parametrize("path", FORMS)
def test_no_field_breaks_a_form_and_a_refusal_changes_nothing(
    cast: SimpleNamespace, numbers: dict[str, int], path: str
) -> None:
    browser = visit(cast.ada if path != "/sign-in/demo" else None)
    address = path.format(**numbers)
    page = browser.get(address)
    typed = Inputs(page).values if page.status_code == 200 else {}
    typed |= {name: each.format(**numbers) for name, each in FILLED.get(path, {}).items()}
    before, broken = everything(), []
    for name, values in FORMS[path].items():
        for value in [*values, ["1", "2"]]:
            with transaction.atomic():
                sent = browser.post(address, typed | {name: value})
                # What makes sense after all is undone; what was refused has changed nothing.
                transaction.set_rollback(sent.status_code < 400)
            if sent.status_code >= 500 or not is_here(sent.headers.get("Location", "")):
                broken.append((name, value, sent.status_code, sent.headers.get("Location")))
    assert broken == []
    assert everything() == before


def is_here(place: str) -> bool:
    """Tell whether browsers, which take a backslash for a slash, stay on this site."""
    return urlsplit(urljoin("http://testserver/", place.replace("\\", "/"))).netloc == "testserver"


@pytest.mark.parametrize("name", ["HX-Current-URL", "Referer"])
@pytest.mark.parametrize("value", ["http://[", "http://testserver//evil.io", "\xff", "x" * 9_000])
def test_no_header_breaks_the_way_to_sign_in(db: None, name: str, value: str) -> None:
    headers = {name: value, **(IN_PLACE if name.startswith("HX") else {})}
    sent = visit().post("/thanks/1/hi5", headers=headers)
    assert sent.headers.get("HX-Redirect", sent.headers.get("Location")) == "/sign-in?next=%2F"
    refused = visit(checks_csrf=True).post("/sign-out", headers={**headers, "Accept": "text/html"})
    assert refused.status_code == 403


@pytest.mark.parametrize("place", PLACES)
def test_who_has_signed_in_goes_nowhere_else(cast: SimpleNamespace, place: str) -> None:
    answer = visit(cast.ann).get("/sign-in", {"next": place})
    assert answer.status_code == 302
    assert is_here(answer.headers.get("Location", ""))


def test_days_beyond_the_calendar_of_a_clock_are_days_like_others(cast: SimpleNamespace) -> None:
    for person in (cast.ann, cast.zoe):  # east and west of Greenwich
        browser = visit(person)
        everything_there = browser.get("/", {"since": "0001-01-01", "until": "9999-12-31"})
        assert len(cards_of(everything_there)) == 1
        assert cards_of(browser.get("/", {"until": "0001-01-01"})) == []
        assert cards_of(browser.get("/", {"since": "9999-12-31"})) == []
