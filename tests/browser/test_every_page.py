"""What holds of every page: no barrier, nothing sticks out or jumps, no text is a script."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from accounts.models import Organisation, User
from recognition.actions import allowances, hi5s, reports, reviews
from recognition.models import Badge, CoreValue, Recognition, Report
from tests.browser.conftest import NARROW, Open, at_each_width
from tests.browser.pages import ADA, ANN, MO, SITE, Shot
from tests.browser.watch import Watch
from tests.cast import BadgeFactory

pytestmark = pytest.mark.one_database("how a page looks does not depend on where its rows are")

Check = Callable[[Page], None]

SHIFT = """() => new Promise(resolve => {
    let moved = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
    }).observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(moved), 60);
})"""


def placed(cast: SimpleNamespace) -> dict[str, int]:
    """Give the cast some life; returns the ids that paths name."""
    hi5s.give(by=cast.cal, recognition=cast.thanks, comment="So true!")
    told = reports.raise_(by=cast.cal, recognition=cast.thanks, mark_as="incorrect", reason="Hm.")
    BadgeFactory(organisation=cast.acme)
    return {
        "ann": cast.ann.pk,
        "ben": cast.ben.pk,
        "thanks": cast.thanks.pk,
        "case": told.case_id,
    }


def person_of(whose: str) -> User | None:
    return User.objects.get(email=whose) if whose else None


def shots_of(whose: str) -> list[Shot]:
    return [shot for shot in SITE if shot.whose == whose]


@pytest.mark.parametrize("whose", ["", ANN, MO, ADA])
def test_no_page_has_a_barrier_or_sticks_out_or_jumps(
    cast: SimpleNamespace, open_page: Open, axe: Check, watch: Watch, whose: str
) -> None:
    ids = placed(cast)
    watch.expect("status of 404")  # the page of that error is one of them
    page = open_page("/about", person_of(whose))
    for shot in shots_of(whose):
        answer = page.goto(shot.path.format(**ids))
        assert answer is not None
        assert (shot.name, answer.status) == (shot.name, shot.status)
        page.locator(shot.ready).first.wait_for()
        assert (shot.name, page.evaluate(SHIFT) < 0.01) == (shot.name, True)
        for width in at_each_width(page):
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert (shot.name, width, fits) == (shot.name, width, True)
            if shot.name in {"feed", "profile"} and width > NARROW:
                axe(page)  # short names let targets come near each other where there is room
        axe(page)  # at the narrow width, where they are nearest elsewhere


def test_every_page_in_the_navigation_has_its_name_in_sight(
    cast: SimpleNamespace, open_page: Open
) -> None:
    page = open_page("/about", cast.ada)
    page.goto("/")
    for width in (320, 360, 870, 1000, 1130):
        page.set_viewport_size({"width": width, "height": 700})
        boxes = [each.bounding_box() for each in page.locator(".navigation span").all()]
        assert (width, len(boxes), min(box["width"] for box in boxes) > 15) == (width, 6, True)
        last, balance = boxes[-1], page.locator("#balance").bounding_box()
        is_below = last["y"] > balance["y"] + balance["height"]
        assert (width, is_below or last["x"] + last["width"] < balance["x"]) == (width, True)
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert (width, fits) == (width, True)


PAYLOADS = (
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<svg onload=pwned()>",
    "<svg><script>pwned()</script></svg>",
    '"><script>pwned()</script>',
    "'><img src=x onerror=pwned()>",
    '" autofocus onfocus=pwned() x="',
    "' onmouseover=pwned() '",
    "javascript:pwned()",
    "<a href=javascript:pwned()>x</a>",
    "<iframe srcdoc='<script>parent.pwned()</script>'>",
    "<body onload=pwned()>",
    "<details open ontoggle=pwned()>",
    "<video><source onerror=pwned()>",
    "</textarea><script>pwned()</script>",
    "</title><script>pwned()</script>",
    "</script><script>pwned()</script>",
    "</style><script>pwned()</script>",
    "--><script>pwned()</script>",
    "]]><script>pwned()</script>",
    "{{ 7*7 }}{% debug %}",
    "${pwned()}",
    "#{pwned()}",
    "<x hx-get=/ hx-trigger=load hx-on:load=pwned()>",
    "<x hx-on::load='pwned()'>",
    "<form action=javascript:pwned()><button autofocus>",
    "<math><mtext></p><style><img src=x onerror=pwned()>",
    "<scr<script>ipt>pwned()</scr</script>ipt>",
    "%3Cscript%3Epwned()%3C/script%3E",
    "&lt;script&gt;pwned()&lt;/script&gt;",
    "\u003cscript\u003epwned()\u003c/script\u003e",
    "<meta http-equiv=refresh content='0;url=javascript:pwned()'>",
)


def poison(cast: SimpleNamespace) -> None:
    """Put a payload wherever somebody's words are shown, every one of them somewhere."""
    everything = "\n".join(PAYLOADS)
    people = list(User.objects.filter(organisation=cast.acme))
    extra = [
        User(organisation=cast.acme, email=f"x{number}@acme.test", role=3, password="!")
        for number in range(len(PAYLOADS) - len(people))
    ]
    User.all_objects.bulk_create(extra)
    for person, payload in zip([*people, *extra], PAYLOADS, strict=False):
        person.first_name, person.last_name = payload[:50], payload[-50:]
        person.display_name = payload[:30]
        person.profile_image_url = f"https://127.0.0.1:1/{payload}"
        person.save()
    Organisation.objects.filter(pk=cast.acme.pk).update(name=PAYLOADS[1][:50])
    values = [
        CoreValue.objects.create(
            organisation=cast.acme, text=f"{number} {payload}", description=everything[:1000]
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    for number, payload in enumerate(PAYLOADS[:20]):
        Badge.objects.create(
            organisation=cast.acme,
            name=payload[:45],
            hi5_count_required=1 + number,
            hi5_frequency="WEEKLY",
        )
    Recognition.objects.filter(organisation=cast.acme).update(text=everything)
    for value, payload in zip(values, PAYLOADS, strict=True):
        Recognition.objects.create(
            organisation=cast.acme,
            given_by=cast.ann,
            given_for=cast.ben,
            core_value=value,
            text=payload,
            given_at=cast.thanks.given_at,
        )


def test_what_people_write_is_words_and_never_runs(
    cast: SimpleNamespace, open_page: Open, watch: Watch
) -> None:
    ids = placed(cast)
    Report.objects.filter(case=ids["case"]).update(reason="\n".join(PAYLOADS)[:1000])
    cast.thanks.hi5s.update(comment="\n".join(PAYLOADS)[:1000])
    for amount, start in enumerate(range(0, len("\n".join(PAYLOADS)), 255), start=1):
        reason = "\n".join(PAYLOADS)[start : start + 255]
        allowances.grant(by=cast.ada, person=cast.ann, amount=amount, reason=reason)
    review = {"is_inappropriate": False, "comment": "\n".join(PAYLOADS)[:1000]}
    reviews.give(by=cast.ada, recognition=cast.thanks, **review)
    poison(cast)
    watch.expect("127.0.0.1:1/", "ERR_")  # their pictures, which are not there
    ran: list[str] = []
    for whose in (ANN, MO, ADA):
        page = open_page("/about", person_of(whose))
        page.context.expose_function("pwned", lambda at=page: ran.append(at.url))
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        for shot in shots_of(whose):
            page.goto(shot.path.format(**ids))
            page.locator(shot.ready).first.wait_for()
            live = page.locator("main").locator("script, iframe, [onload], [onerror], [onfocus]")
            assert (shot.name, live.count(), ran) == (shot.name, 0, [])


def test_the_control_a_payload_that_is_not_escaped_would_be_noticed(
    open_page: Open, watch: Watch
) -> None:
    page = open_page("/docs")
    ran: list[str] = []
    page.context.expose_function("pwned", lambda: ran.append(page.url))
    page.goto("/about")
    watch.expect("Content Security Policy", "Content-Security-Policy", "status of 404")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=pwned()>')")
    page.wait_for_timeout(50)
    assert page.locator("[onerror]").count() == 1
    assert ran == []  # the policy of the page is the second wall
    page.evaluate("pwned()")
    assert len(ran) == 1
