"""Every page there is: what `make screenshots` takes pictures of, and what tests look at."""

from __future__ import annotations

from typing import NamedTuple


class Shot(NamedTuple):
    """A page: a name for the file, a path, and whose browser it is in.

    A path may name what there is in the demo and in the tests' cast: ``{ben}``, ``{thanks}``.
    """

    name: str
    path: str
    whose: str = ""
    """An address at the demo's companies; "" for a stranger."""
    status: int = 200
    ready: str = "body"
    """A selector: what has to be there before the picture, of a page that a script draws."""


ANN, MO, ADA = "ann@acme.test", "mo@acme.test", "ada@acme.test"

SITE = (
    Shot("sign-in", "/sign-in"),
    Shot("feed", "/", ANN),
    Shot("feed-filtered", "/?mine=given&q=a", ANN),
    Shot("feed-empty", "/?q=nothing-says-this", ANN),
    Shot("filters", "/filters?mine=given", ANN),
    Shot("give-who", "/give", ANN),
    Shot("give-words", "/give?to={ben}", ANN),
    Shot("recognition", "/thanks/{thanks}", ANN),
    Shot("report", "/thanks/{thanks}/report", ANN),
    Shot("people", "/people", ANN),
    Shot("people-found", "/people?q=be", ANN),
    Shot("profile", "/people/{ben}", ANN),
    Shot("profile-given", "/people/{ben}?tab=given", ANN),
    Shot("profile-values", "/people/{ben}?tab=values", ANN),
    Shot("profile-badges", "/people/{ben}?tab=badges", ANN),
    Shot("profile-hi5s", "/people/{ann}?tab=hi5s", ANN),
    Shot("me", "/me", ANN),
    Shot("leaderboard", "/leaderboard?span=year", ANN),
    Shot("moderation", "/moderation", MO),
    Shot("moderation-decided", "/moderation?status=dismissed", MO),
    Shot("case", "/moderation/{case}", MO),
    Shot("insights", "/insights", ADA),
    Shot("settings", "/settings", ADA),
    Shot("settings-values", "/settings/values", ADA),
    Shot("settings-value-new", "/settings/values/new", ADA),
    Shot("settings-people", "/settings/people", ADA),
    Shot("settings-person", "/settings/people/{ben}", ADA),
    Shot("settings-remove", "/settings/people/{ben}/remove", ADA),
    Shot("settings-badges", "/settings/badges", ADA),
    Shot("settings-integrations", "/settings/integrations", ADA),
    Shot("settings-key-new", "/settings/integrations/new", ADA),
    Shot("about", "/about"),
    Shot("not-found", "/nowhere-at-all", status=404),
)
"""The site."""

AROUND = (
    Shot("documents", "/docs", ready=".opblock"),
    Shot("admin-login", "/admin/login/"),
    Shot("admin", "/admin/", ADA),
    Shot("admin-people", "/admin/accounts/user/", ADA),
    Shot("admin-reports", "/admin/recognition/case/", MO),
)
"""What stands around it."""

PAGES = SITE + AROUND
