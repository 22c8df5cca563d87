"""Every page there is: what `make screenshots` takes pictures of."""

from __future__ import annotations

from typing import NamedTuple


class Shot(NamedTuple):
    """A page of the demo: a name for the file, a path, and whose browser it is in."""

    name: str
    path: str
    whose: str = ""
    """An address at the demo's companies; "" for a stranger."""
    status: int = 200
    ready: str = "body"
    """A selector: what has to be there before the picture, of a page that a script draws."""


ANN, MO, ADA = "ann@acme.test", "mo@acme.test", "ada@acme.test"

PAGES = (
    Shot("documents", "/docs", ready=".opblock"),
    Shot("not-found", "/nowhere-at-all", status=404),
    Shot("admin-login", "/admin/login/"),
    Shot("admin", "/admin/", ADA),
    Shot("admin-people", "/admin/accounts/user/", ADA),
    Shot("admin-reports", "/admin/recognition/case/", MO),
)
