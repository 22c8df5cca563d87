"""Every page there is: what `make screenshots` takes pictures of, and what tests look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Shot(NamedTuple):
    """A page: a name for the file, a path, and whose browser it is in.

    A path may name what there is in the demo and in the tests' cast: ``{ben}``, ``{thanks}``.
    So may what is typed.
    """

    name: str
    path: str
    whose: str = ""
    """An address at the demo's companies; "" for a stranger."""
    status: int = 200
    ready: str = "body"
    """A selector: what has to be there before the picture, of a page that a script draws."""
    typed: Mapping[str, str] | None = None
    """What is sent with the form there, of a page that comes behind one; it says the rest."""
    to: str = ""
    """Where that form is sent, if not to its own path."""

    def at(self, places: Mapping[str, int]) -> Shot:
        """Return the same with the ids in ``places`` for what paths name."""
        typed = self.typed and {name: text.format(**places) for name, text in self.typed.items()}
        paths = {"path": self.path.format(**places), "to": self.to.format(**places)}
        return self._replace(**paths, typed=typed)


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
    Shot("own-values", "/people/{ann}?tab=values", ANN),
    Shot("own-badges", "/people/{ann}?tab=badges", ANN),
    Shot("own-hi5s", "/people/{ann}?tab=hi5s", ANN),
    Shot("profile-removed", "/people/{gone}", ADA),
    Shot("me", "/me", ANN),
    Shot("leaderboard", "/leaderboard?span=year", ANN),
    Shot("moderation", "/moderation", MO),
    Shot("moderation-decided", "/moderation?status=dismissed", MO),
    Shot("case", "/moderation/{case}", MO),
    Shot("insights", "/insights", ADA),
    Shot("settings", "/settings", ADA),
    Shot("settings-values", "/settings/values", ADA),
    Shot("settings-value-new", "/settings/values/new", ADA),
    Shot("settings-value", "/settings/values/{value}", ADA),
    Shot("settings-people", "/settings/people", ADA),
    Shot("settings-removed-people", "/settings/people?show=removed", ADA),
    Shot("settings-person", "/settings/people/{ben}", ADA),
    Shot("settings-removed-person", "/settings/people/{gone}", ADA),
    Shot("settings-remove", "/settings/people/{ben}/remove", ADA),
    Shot("settings-badges", "/settings/badges", ADA),
    Shot("settings-badge-new", "/settings/badges/new", ADA),
    Shot("settings-badge", "/settings/badges/{badge}", ADA),
    Shot("settings-badge-remove", "/settings/badges/{badge}/remove", ADA),
    Shot("settings-integrations", "/settings/integrations", ADA),
    Shot("settings-key-new", "/settings/integrations/new", ADA),
    Shot("about", "/about"),
    Shot("not-found", "/nowhere-at-all", status=404),
    Shot("not-allowed", "/insights", ANN, 403),
)
"""The site: what is there as soon as somebody asks for it."""

TOO_MUCH = "x" * 1001
NOTHING_SAID = {"core_value": "", "text": ""}
SAID = {"core_value": "{value}", "text": "You stayed until the export ran."}
NO_ADDRESS = {"first_name": "", "profile_image_url": "javascript:x"}
NO_TOKEN = {"first_name": "Ann", "csrfmiddlewaretoken": ""}
NO_REASON = {"mark_as": "incorrect", "reason": ""}
REASON = {"mark_as": "incorrect", "reason": "This was the night shift."}
NO_BADGE = {"name": "", "hi5_count_required": "0", "hi5_frequency": "DAILY"}
NO_EXTRA = {"amount": "0", "reason": ""}

SENT = (
    Shot("give-refused", "/give?to={ben}", ANN, 422, typed=NOTHING_SAID, to="/give"),
    Shot("give-preview", "/give?to={ben}", ANN, typed=SAID, to="/give"),
    Shot("report-refused", "/thanks/{thanks}/report", ANN, 422, typed=NO_REASON),
    Shot("reported", "/thanks/{thanks}/report", ANN, typed=REASON),
    Shot("me-refused", "/me", ANN, 422, typed=NO_ADDRESS),
    Shot("form-expired", "/me", ANN, 403, typed=NO_TOKEN),
    Shot("case-refused", "/moderation/{case}", MO, 422, typed={"comment": TOO_MUCH, "verdict": ""}),
    Shot("settings-refused", "/settings", ADA, 422, typed={"name": "", "hi5_limit": "-1"}),
    Shot("value-refused", "/settings/values/new", ADA, 422, typed={"text": "", "description": ""}),
    Shot("badge-refused", "/settings/badges/new", ADA, 422, typed=NO_BADGE),
    Shot(
        *("extra-refused", "/settings/people/{ben}", ADA, 422),
        typed=NO_EXTRA,
        to="/settings/people/{ben}/hi5s",
    ),
    Shot("key-refused", "/settings/integrations/new", ADA, 422, typed={"speaks": ""}),
    Shot("key-made", "/settings/integrations/new", ADA, typed={"speaks": "engage"}),
)
"""The site: what comes behind a form."""

AROUND = (
    Shot("documents", "/docs", ready=".opblock"),
    Shot("admin-login", "/admin/login/"),
    Shot("admin", "/admin/", ADA),
    Shot("admin-people", "/admin/accounts/user/", ADA),
    Shot("admin-person", "/admin/accounts/user/{ben}/change/", ADA),
    Shot("admin-organisation", "/admin/accounts/organisation/{acme}/change/", ADA),
    Shot("admin-value-new", "/admin/recognition/corevalue/add/", ADA),
    Shot("admin-key-new", "/admin/accounts/credential/add/", ADA),
    Shot("admin-reports", "/admin/recognition/case/", MO),
)
"""What stands around it; of each kind of field there is in the admin, one is on one of these."""

PAGES = SITE + SENT + AROUND
"""What holds of each: no barrier, nothing sticks out or (of ours) jumps, no text is a script."""
