"""Every page's HTML is valid, and says what screen readers need."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

import html5lib
import pytest

from accounts.models import User
from tests.browser import places
from tests.browser.pages import SENT, SITE, Shot
from tests.pages.visiting import filled, html_of, visit


@pytest.mark.one_database("the same templates")
@pytest.mark.parametrize("shot", [*SITE, *SENT], ids=lambda shot: shot.name)
def test_the_html_is_valid(cast: SimpleNamespace, shot: Shot) -> None:
    shot = shot.at(places.of_cast(cast))
    whose = User.objects.filter(email=shot.whose).first() if shot.whose else None
    browser = visit(whose, checks_csrf=True)
    if shot.typed is None:
        page = browser.get(shot.path, headers={"Accept": "text/html"})
    else:
        words = filled(browser, shot.path, **shot.typed)
        page = browser.post(shot.to or shot.path, words, headers={"Accept": "text/html"})
    assert page.status_code == shot.status
    html = html_of(page)
    html5lib.HTMLParser(strict=True).parse(html)
    ids_seen = Counter(re.findall(r'\bid="([^"]+)"', html))
    assert {name for name, count in ids_seen.items() if count > 1} == set()
    assert len(re.findall(r"<h1\b", html)) == 1
    assert len(re.findall(r"<main\b", html)) == 1
    assert re.search(r"<title>[^<]+ · Peerly</title>", html)
    assert " style=" not in html
    assert not re.search(r"\bon[a-z]+=", re.sub(r">[^<]*<", "><", html))
    for target in re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', html):
        assert set(target.split()) <= set(ids_seen), target
