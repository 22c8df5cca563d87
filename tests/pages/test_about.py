"""What anybody may know: the version, the licence, and whose work is in the pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from peerly.about import PARTS
from tests.pages.validity import faults_of
from tests.repository.source import ROOT

VENDORED = ROOT / "recognition" / "static" / "vendor"


def test_anybody_is_told_the_version_and_the_licence() -> None:
    page = Client().get("/about")

    assert f"<dd>{settings.VERSION}</dd>" in page.content.decode()
    assert "Apache 2.0</a>, © The Peerly authors" in page.content.decode()
    assert faults_of(page) == []


def test_what_others_made_comes_with_the_text_of_its_licence() -> None:
    folders = {path.name for path in VENDORED.iterdir()}
    page = Client().get("/about").content.decode()

    assert {part.text for part in PARTS if part.text} == {f"vendor/{x}/LICENSE" for x in folders}
    for part in PARTS:
        assert part.name in page
        assert not part.text or f'href="/static/{part.text}"' in page
        assert not part.text or finders.find(part.text)


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
