"""One's own profile: names and a picture, and nothing else, are changed (peerly-v1 §5, User)."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.recognition.asking import refused_fields

pytestmark = pytest.mark.django_db

PROFILE = {"first_name": "Anna", "last_name": "Rao", "display_name": "Anni"}


def test_ann_changes_her_names_and_picture(api, cast):
    picture = "https://x.test/ann.png"

    answer = api(cast.ann).put("/users/me", {**PROFILE, "profile_image_url": picture})

    assert answer.status_code == 200
    told = answer.json()["data"]
    assert {name: told[name] for name in PROFILE} == PROFILE
    assert told["profile_image_url"] == picture
    again = api(cast.ann).put("/users/me", PROFILE).json()["data"]
    assert again["profile_image_url"] == picture
    cleared = api(cast.ann).put("/users/me", {**PROFILE, "profile_image_url": None})
    assert cleared.json()["data"]["profile_image_url"] is None


def test_nothing_else_of_oneself_can_be_changed(api, cast):
    before = User.objects.filter(pk=cast.ann.pk).values().get()
    forged = {
        "id": cast.ben.pk,
        "email": "root@acme.test",
        "role": 1,
        "role_id": 1,
        "org_id": cast.globex.pk,
        "organisation": cast.globex.pk,
        "hi5_quota_balance": 99,
        "hi5_count": 99,
        "soft_delete_at": 1,
        "password": "secret",
    }

    assert api(cast.ann).put("/users/me", {**PROFILE, **forged}).status_code == 200

    after = User.objects.filter(pk=cast.ann.pk).values().get()
    assert {name for name in after if after[name] != before[name]} == {
        *PROFILE,
        *(f"{name}_folded" for name in PROFILE),
    }


def test_the_three_names_are_required_and_none_is_blank(api, cast):
    assert refused_fields(api(cast.ann).put("/users/me", {})) == set(PROFILE)
    for name in PROFILE:
        for wrong in ["", "  ", None, 5, True, ["Ann"]]:
            answer = api(cast.ann).put("/users/me", {**PROFILE, name: wrong})
            assert refused_fields(answer) == {name}, wrong
    assert User.objects.get(pk=cast.ann.pk).first_name == "Ann"


UNSEEN = [
    "A\x07nn",
    "A\nnn",
    "\u202ennA",
    "A\u2066nn",
    "A\u200bnn",
    "A\ufeffnn",
    "A\u2028nn",
    "\u200d",
    "\u200d\u00a0\u200d",
    *("\u3164", "Ann\u3164", "\u2800", "\uffa0", "\u034f", "\ufe0f", "\u0301", "\ue000"),
    "\U000e0041nn",
    "A\U000e006e\U000e006e",
    "\U0001f3f4\U000e0067\U000e0062",
    "\U000e0fff",
]


def test_a_name_has_nothing_in_it_that_nobody_sees(api, cast):
    for wrong in UNSEEN:
        answer = api(cast.ann).put("/users/me", dict.fromkeys(PROFILE, wrong))
        assert refused_fields(answer) == set(PROFILE), wrong
    assert User.objects.get(pk=cast.ann.pk).first_name == "Ann"


def test_what_spells_a_name_belongs_to_it(api, cast):
    for name in (
        "محمد رضا\u200cپور",
        "👩\u200d🚀",
        "e\u0301",
        "O'Brien\u00a0III",
        "❤\ufe0f",
        "Ann \U0001fa77",  # newer than some Pythons
        "Ann \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England
    ):
        answer = api(cast.ann).put("/users/me", {**PROFILE, "display_name": f" {name} "})
        assert answer.json()["data"]["display_name"] == name


@pytest.mark.parametrize(
    ("name", "most"), [("first_name", 50), ("last_name", 50), ("display_name", 30)]
)
def test_names_have_room(api, cast, name, most):
    longest = "😀" * most

    assert (
        api(cast.ann).put("/users/me", {**PROFILE, name: longest}).json()["data"][name] == longest
    )
    answer = api(cast.ann).put("/users/me", {**PROFILE, name: "x" * (most + 1)})
    assert refused_fields(answer) == {name}
    assert answer.json()["error"]["message"] == "Invalid user data"


def test_a_picture_is_an_address_on_the_web_of_up_to_2048_characters(api, cast):
    longest = "https://x.test/" + "a" * (2048 - 15)
    assert (
        api(cast.ann).put("/users/me", {**PROFILE, "profile_image_url": longest}).status_code == 200
    )
    for wrong in [longest + "a", "", "ann.png", "javascript:alert(1)", "ftp://x.test/a", 5, True]:
        answer = api(cast.ann).put("/users/me", {**PROFILE, "profile_image_url": wrong})
        assert refused_fields(answer) == {"profile_image_url"}, wrong
    assert User.objects.get(pk=cast.ann.pk).profile_image_url == longest


def test_a_super_admin_has_a_profile_too(api, cast):
    assert api(cast.root).put("/users/me", PROFILE).json()["data"]["display_name"] == "Anni"
