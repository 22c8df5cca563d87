"""What /static/ gives to anybody: what our pages load, and nothing large."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from peerly.buffering import LARGEST_ANSWER

LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')


def _status(path: str) -> int:
    response = Client().get(path)
    response.close()  # a file
    return response.status_code


def test_no_public_file_is_larger_than_an_answer_that_is_made_at_once() -> None:
    sizes = {
        path: storage.size(path)
        for finder in finders.get_finders()
        for path, storage in finder.list(None)
    }

    assert max(sizes.values()) <= LARGEST_ANSWER
    assert [path for path in sizes if path.endswith(".map")] == []
    ours = {"peerly", "vendor"}
    others = {"admin", "django_htmx", "drf_spectacular_sidecar"}
    assert {path.split("/")[0] for path in sizes} == ours | others
    assert {path for path in sizes if path.startswith("django_htmx/")} == {
        "django_htmx/django-htmx.js",
        "django_htmx/htmx-2.min.js",
    }
    assert {path.split("/")[1] for path in sizes if path.startswith("drf_")} == {"swagger-ui-dist"}


@pytest.mark.parametrize("address", ["/docs", "/admin/login/", "/sign-in"])
def test_what_a_page_loads_is_public(db: None, address: str) -> None:
    loaded = LOADED.findall(Client().get(address).content.decode())

    assert len(loaded) >= 4
    assert {path: _status(path) for path in loaded} == dict.fromkeys(loaded, 200)


@pytest.mark.parametrize(
    "path",
    [
        "drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js",
        "drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js.map",
        "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js.map",
        "drf_spectacular_sidecar/swagger-ui-dist/oauth2-redirect.html",
        "drf_spectacular_sidecar/swagger-ui-dist/oauth2-redirect.js",
        "rest_framework/js/jquery-3.7.1.min.js",
    ],
)
def test_what_no_page_loads_is_not(db: None, path: str) -> None:
    assert _status(f"/static/{path}") == 404
