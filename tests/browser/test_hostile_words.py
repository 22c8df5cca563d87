"""What people write is words, wherever they write it and whoever reads it: nothing of it runs."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from accounts.models import (
    Attribute,
    Business,
    Department,
    Engagement,
    JobTitle,
    Location,
    Membership,
    Organisation,
    Record,
    User,
)
from recognition.actions import allowances, reviews
from recognition.models import Badge, CoreValue, Hi5, Recognition, Report
from tests.browser import places
from tests.browser.arriving import arrive
from tests.browser.conftest import NARROW, Open
from tests.browser.pages import ADA, ANN, MO, PAGES, Shot
from tests.browser.payloads import ALL, BREAKOUT, PAYLOADS
from tests.browser.watch import Watch

pytestmark = pytest.mark.one_database("what is written is read by a browser")

ALIVE = """() => [...document.querySelectorAll("*")].filter(each =>
    [...each.attributes].some(({name, value}) => /^(on|srcdoc$|hx-on)/i.test(name)
        || /^\\s*javascript:/i.test(value) && /^(href|src|action|formaction)$/i.test(name))
    || each.matches("body :is(script:not([src]), style, iframe, math, video, meta, x, [src=x])")
).map(each => each.outerHTML)"""
"""What runs, or would if the policy of the page let it, or if somebody came near it."""

ECHOES = (
    "/?q={words}&by={words}&to={words}",
    "/?q={all}&by={all}&to={all}&value={words}&mine={words}&since={words}&until={words}",
    "/filters?q={all}&by={all}&to={all}&value={words}&mine={words}&since={words}&until={words}",
    "/give?to={words}&q={words}",
    "/people?q={words}",
    "/leaderboard?span={words}",
    "/moderation?status={words}",
    "/insights?days={words}",
    "/settings/people?show=removed&q={words}",
    "/settings/values/new?parent={words}",
    "/nowhere/{words}?{words}",
)
"""Addresses that say something, which their pages may repeat."""


def poison_people(cast: SimpleNamespace) -> None:
    """Make the people of Acme so many that each payload is the name of one."""
    people = list(User.all_objects.filter(organisation=cast.acme))
    numbers = range(len(PAYLOADS) - len(people))
    extra = [User(email=f"x{number}@acme.test", role=3, password="!") for number in numbers]
    for person, payload in zip([*people, *extra], PAYLOADS, strict=True):
        person.organisation = cast.acme
        person.first_name, person.last_name = payload[:50], payload[-50:]
        person.display_name = payload[:30]
        is_address = payload.startswith("javascript:")
        person.profile_image_url = payload if is_address else f"https://127.0.0.1:1/{payload}"
    names = ("first_name", "last_name", "display_name", "profile_image_url")
    User.all_objects.bulk_create(extra)
    User.all_objects.bulk_update(people, names)


def poison_records(cast: SimpleNamespace, *people: int) -> None:
    """Let the directory know of ``people`` whatever it knows of anybody."""
    acme, name = cast.acme, (BREAKOUT + ALL)[:255]
    noted = Attribute.objects.create(organisation=acme, name=name, key="noted")
    about = {
        "job_title": JobTitle.objects.create(organisation=acme, name=name),
        "location": Location.objects.create(organisation=acme, name=name),
        "phone_number": PAYLOADS[0],
        "attributes": {noted.key: [*PAYLOADS], BREAKOUT: BREAKOUT},
        "manager": cast.ann,
    }
    department = Department.objects.create(organisation=acme, name=name)
    business = Business.objects.create(organisation=acme, name=name)
    for number in people:
        whose = {"organisation": acme, "user_id": number}
        known = {"employee_id": f"{number}{PAYLOADS[4]}", "external_id": f"{number}{BREAKOUT}"}
        Record.objects.create(**whose, **known, **about)
        Membership.objects.create(**whose, department=department)
        Engagement.objects.create(**whose, business=business)


def poison_organisation(cast: SimpleNamespace) -> None:
    """Let everything that an administrator sets be a payload."""
    Organisation.objects.filter(pk=cast.acme.pk).update(
        name=PAYLOADS[1], contact_email=BREAKOUT, domain_name=BREAKOUT
    )
    Badge.objects.filter(organisation=cast.acme).update(name=PAYLOADS[1])
    Badge.objects.bulk_create(
        Badge(
            organisation=cast.acme, name=payload[:45], hi5_count_required=9, hi5_frequency="WEEKLY"
        )
        for payload in PAYLOADS
    )
    CoreValue.objects.filter(pk=cast.outcome.pk).update(
        text=BREAKOUT, description=ALL, thumbnail_url=PAYLOADS[8]
    )
    CoreValue.objects.bulk_create(
        CoreValue(organisation=cast.acme, text=f"{number} {payload}", description=ALL[:1000])
        for number, payload in enumerate(PAYLOADS)
    )


def poison_recognitions(cast: SimpleNamespace) -> None:
    """Let all that is said of recognitions be payloads, every one of them on a card of its own."""
    Recognition.objects.filter(organisation=cast.acme).update(text=ALL)
    values = CoreValue.objects.filter(organisation=cast.acme).exclude(pk=cast.outcome.pk)
    between = {"organisation": cast.acme, "given_by": cast.ann, "given_for": cast.ben}
    Recognition.objects.bulk_create(
        Recognition(**between, core_value=value, text=payload, given_at=cast.thanks.given_at)
        for value, payload in zip(values, PAYLOADS, strict=True)
    )
    Report.objects.update(reason=ALL[:1000])
    Hi5.objects.update(comment=ALL[:1000])
    reviews.give(by=cast.ada, recognition=cast.thanks, is_inappropriate=False, comment=ALL[:1000])
    for person in (cast.ann, cast.ben):
        for amount, start in enumerate(range(0, len(ALL), 255), start=1):
            reason = ALL[start : start + 255]
            allowances.grant(by=cast.ada, person=person, amount=amount, reason=reason)


def told_everything(shot: Shot) -> Shot:
    """Return the same with every payload in each field of its form, but for a choice made there."""
    if shot.typed is None or "csrfmiddlewaretoken" in shot.typed:
        return shot
    typed = {name: text if text.isdigit() else ALL for name, text in shot.typed.items()}
    return shot._replace(typed=typed)


def assert_words_only(page: Page, ran: list[str]) -> None:
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (page.url, page.evaluate(ALIVE), ran, fits) == (page.url, [], [], True)


@pytest.mark.parametrize("whose", [ANN, MO, ADA])
def test_what_people_write_is_words_and_never_runs(
    cast: SimpleNamespace, open_page: Open, watch: Watch, whose: str
) -> None:
    ids = places.of_cast(cast)
    poison_organisation(cast)
    poison_recognitions(cast)
    poison_records(cast, ids["ben"], ids["gone"])
    poison_people(cast)
    watch.expect("127.0.0.1:1/", "ERR_")  # their pictures, which are not there
    watch.expect("status of 4", "cannot be parsed", "does not conform")  # neither day nor number
    page, ran = open_page("/about", User.objects.get(email=whose), width=NARROW), list[str]()
    page.context.expose_function("pwned", lambda: ran.append(page.url))
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    shots = [told_everything(each.at(ids)) for each in PAGES if each.whose == whose]
    # Some differ by what they said before, and say the same now.
    for shot in {(each.path, str(each.typed)): each for each in shots}.values():
        status = arrive(page, shot, once="domcontentloaded")
        assert (shot.name, status) == (shot.name, shot.status if shot.typed is None else status)
        assert_words_only(page, ran)
    for echo in ECHOES if whose == ADA else ():
        path = echo.format(words=quote(BREAKOUT), all=quote(ALL))
        assert arrive(page, Shot(echo, path), once="domcontentloaded") in {200, 404}
        assert_words_only(page, ran)


def test_what_an_address_says_to_a_stranger_never_runs(open_page: Open) -> None:
    page = open_page(f"/sign-in?next=/{quote(BREAKOUT)}")
    assert_words_only(page, [])


def test_the_control_a_payload_that_is_not_escaped_would_be_noticed(
    open_page: Open, watch: Watch
) -> None:
    page = open_page("/docs")
    ran: list[str] = []
    page.context.expose_function("pwned", lambda: ran.append(page.url))
    page.goto("/about")
    watch.expect("Content Security Policy", "Content-Security-Policy", "status of 404")
    page.evaluate("words => document.body.insertAdjacentHTML('beforeend', words)", BREAKOUT)
    page.wait_for_timeout(50)
    assert len(page.evaluate(ALIVE)) == 2
    assert ran == []  # the policy of the page is the second wall
    page.evaluate("pwned()")
    assert len(ran) == 1
