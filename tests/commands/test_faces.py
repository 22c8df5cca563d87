"""Faces made of initials."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts import faces

SVG = "{http://www.w3.org/2000/svg}"


def test_a_face_shows_the_initials_on_the_colour() -> None:
    response = Client().get(faces.path_of("Ann", "Carter"))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    drawing = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    assert drawing.findtext(f"{SVG}text") == "AC"
    assert drawing.findtext(f"{SVG}title") == "AC"


def test_a_name_always_has_the_same_face_and_others_have_others() -> None:
    assert faces.path_of("Ann", "Carter") == faces.path_of("Ann", "Carter")
    assert faces.path_of("Ann", "Carter") != faces.path_of("Abe", "Carter")


@pytest.mark.parametrize(
    ("first", "last", "initials"),
    [("Łukasz", "Żak", "ŁŻ"), ("प्रिया", "", "प"), ("", "", "P"), ("1", "<", "P"), ("ß", "x", "SS")],
)
def test_every_name_has_a_face(first: str, last: str, initials: str) -> None:
    response = Client().get(faces.path_of(first, last))

    assert response.status_code == 200
    drawing = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    assert drawing.findtext(f"{SVG}text") == initials


def test_a_face_can_be_kept_and_does_nothing_when_opened_by_itself() -> None:
    response = Client().get("/faces/AC-4d9b3b.svg")

    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize(
    "name",
    [
        "AC-4d9b3",
        "ABC-4d9b3b",
        "A%22-4d9b3b",
        "%3Cb-4d9b3b",
        "A%26-4d9b3b",
        "AC-4D9B3B",
        "12-000000",
    ],
)
def test_any_other_address_is_no_face(name: str) -> None:
    assert Client().get(f"/faces/{name}.svg").status_code == 404
