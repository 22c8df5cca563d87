"""People: listing and finding them, and what is told of each (peerly-v1 §5, User)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import time_machine

from accounts.models import User
from accounts.roles import Role
from tests.api import error_of
from tests.cast import UserFactory
from tests.recognition.asking import hi5, ids, refused_fields

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
LISTED = {
    "id",
    "first_name",
    "last_name",
    "email",
    "display_name",
    "profile_image_url",
    "role_id",
    "hi5_quota_balance",
    "org_id",
    "soft_delete_by",
    "soft_delete_at",
    "hi5_count",
}
PROFILE = {"first_name": "Anna", "last_name": "Rao", "display_name": "Anni"}


def people(api, person, query=""):
    answer = api(person).get(f"/users{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def starting(api, person, start):
    return ids(people(api, person, f"?limit=100&starts_with={quote(start)}"))


# Lists ------------------------------------------------------------------------


def test_colleagues_are_listed_by_id_with_the_pages_keys(api, cast):
    rows = people(api, cast.ann)

    assert ids(rows) == [p.pk for p in (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada)]
    assert rows[0] == {
        "id": cast.ann.pk,
        "first_name": "Ann",
        "last_name": "Tester",
        "email": "ann@acme.test",
        "display_name": "Ann",
        "profile_image_url": None,
        "role_id": 3,
        "hi5_quota_balance": 5,
        "org_id": cast.acme.pk,
        "hi5_count": 0,
        "soft_delete_by": None,
        "soft_delete_at": None,
    }
    assert all(set(row) == LISTED for row in rows)


def test_no_super_admin_is_listed_to_others_not_even_one_of_the_organisation(api, cast):
    own = UserFactory(organisation=cast.acme, role=Role.SUPER_ADMIN, first_name="Own")

    for person in (cast.ann, cast.mo, cast.ada):
        assert not {own.pk, cast.root.pk} & set(ids(people(api, person)))
        assert starting(api, person, "Own") == []
    assert error_of(api(cast.ada).get(f"/users/{own.pk}")) == (404, "not_found")
    assert {own.pk, cast.root.pk} <= set(ids(people(api, cast.root, "?limit=100")))


def test_a_super_admin_lists_everybody_or_one_organisation(api, cast):
    assert len(people(api, cast.root, "?limit=100")) == User.all_objects.count()
    globex = people(api, cast.root, f"?org_id={cast.globex.pk}")
    assert ids(globex) == [p.pk for p in (cast.zoe, cast.yan, cast.mia, cast.gus)]
    for unknown in ("987654321", "0", "9" * 25):
        assert people(api, cast.root, f"?org_id={unknown}") == []
    for wrong in ("", "x", "1.0", "१"):
        assert refused_fields(api(cast.root).get(f"/users?org_id={wrong}")) == {"org_id"}


def test_org_id_is_a_super_admins_even_for_ones_own_organisation(api, cast):
    for person in (cast.ann, cast.mo, cast.ada):
        for asked in (cast.acme.pk, cast.globex.pk, "x", ""):
            answer = api(person).get(f"/users?org_id={asked}&limit=x&starts_with=%00")
            assert error_of(answer) == (403, "access_denied")


# Searching --------------------------------------------------------------------


def test_starts_with_looks_at_first_last_and_display_name(api, cast):
    ida = UserFactory(
        organisation=cast.acme, first_name="Ida", last_name="Sørensen", display_name="Queen"
    )

    for start in ("Ida", "i", "ID", "Sør", "SØRENSEN", "queen", "QU"):
        assert starting(api, cast.ann, start) == [ida.pk], start
    for start in ("da", "ueen", "Ida S", "ida@", "Idaa"):
        assert starting(api, cast.ann, start) == [], start


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("Özge", ["özge", "ÖZGE", "ö", "Ö", "O\u0308z"]),
        ("ŁUKASZ", ["łukasz", "Łuk", "ŁU"]),
        ("éLOÏSE", ["Éloï", "ÉLOÏSE", "éloïs"]),
        ("Weiß", ["WEISS", "weiss", "Weiß", "weiẞ"]),
        ("İbrahim", ["ibrahim", "İBRA", "i"]),
        ("Ольга", ["ольга", "ОЛЬГА"]),
        ("Νίκος", ["νίκο", "ΝΊΚΟΣ"]),
        ("王小明", ["王小"]),
    ],
)
def test_starts_with_knows_the_case_of_every_alphabet(api, cast, name, starts):
    found = UserFactory(organisation=cast.acme, first_name=name, last_name="-", display_name="-")

    for start in starts:
        assert starting(api, cast.ann, start) == [found.pk], start


def test_a_changed_name_is_found_by_its_new_letters_only(api, cast):
    api(cast.ann).put("/users/me", {**PROFILE, "first_name": "Éva"})

    assert starting(api, cast.mo, "ÉVA") == [cast.ann.pk]
    assert starting(api, cast.mo, "ann") == [cast.ann.pk]  # by the display name, Anni
    api(cast.ann).put("/users/me", {**PROFILE, "first_name": "Éva", "display_name": "Évi"})
    assert starting(api, cast.mo, "ann") == []


def test_wildcards_are_letters_like_others(api, cast):
    odd = UserFactory(organisation=cast.acme, first_name="100%_a\\b", last_name="x")

    for start in ("100%", "100%_", "100%_A\\", "100%_a\\B"):
        assert starting(api, cast.ann, start) == [odd.pk]
    for start in ("%", "_", "\\", "1%", "1__", "A%", "[A]", "*", "100%_a\\\\"):
        assert starting(api, cast.ann, start) == [], start


def test_starts_with_has_room_for_100_characters_and_may_be_empty(api, cast):
    assert starting(api, cast.ann, "x" * 100) == []
    assert refused_fields(api(cast.ann).get(f"/users?starts_with={'x' * 101}")) == {"starts_with"}
    assert refused_fields(api(cast.ann).get("/users?starts_with=%00")) == {"starts_with"}
    assert len(starting(api, cast.ann, "")) == 5


def test_space_around_what_people_type_does_not_count(api, cast):
    marie = UserFactory(organisation=cast.acme, first_name="Ann Marie")

    for start in ("Ann ", " Ann", "\tann\n"):
        assert starting(api, cast.ben, start) == [cast.ann.pk, marie.pk], start
    assert starting(api, cast.ben, "ann m") == [marie.pk]


def test_starts_with_stays_inside_the_organisation(api, cast):
    assert starting(api, cast.ann, "Zoe") == []
    assert starting(api, cast.root, "Zoe") == [cast.zoe.pk]


# Profiles ---------------------------------------------------------------------


def test_a_profile_adds_what_is_about_hi5s(api, cast):
    with time_machine.travel(NOW, tick=False):
        hi5(api, cast.cal, cast.thanks)
        mine = api(cast.ben).get("/users/me").json()["data"]

        assert set(mine) == LISTED | {"hi5_limit", "hi5_renews_at"}
        assert (mine["hi5_count"], mine["hi5_limit"], mine["hi5_quota_balance"]) == (1, 5, 5)
        assert api(cast.ada).get(f"/users/{cast.ben.pk}").json()["data"] == mine
        assert api(cast.root).get(f"/users/{cast.ben.pk}").json()["data"] == mine


def test_an_address_is_kept_small_and_found_in_any_case(api, cast):
    person = UserFactory(organisation=cast.acme, first_name="Éva", email="ÉVA@Acme.Test")

    assert api(person).get("/users/me").json()["data"]["email"] == "éva@acme.test"
    for written in ("éva@acme.test", "Éva@ACME.test", "ÉVA@acme.TEST"):
        assert User.objects.with_email(written).get() == person
