"""Core values: two levels, stated once in an organisation (peerly-v1 §5)."""

from __future__ import annotations

import pytest

from accounts.models import Change
from recognition.models import CoreValue
from tests.api import error_of
from tests.cast import CoreValueFactory
from tests.recognition.asking import ids, refused_fields

pytestmark = pytest.mark.django_db

NEW = {"text": "Say it kindly", "description": "Also when it is hard to hear."}
KEYS = {"id", "org_id", "text", "description", "parent_core_value_id", "thumbnail_url"}


def test_ada_adds_a_value_and_reads_it_back(api, cast):
    answer = api(cast.ada).post("/core_values", NEW)

    assert answer.status_code == 201
    added = answer.json()["data"]
    assert set(added) == KEYS
    assert added == {
        **NEW,
        "id": added["id"],
        "org_id": cast.acme.pk,
        "parent_core_value_id": None,
        "thumbnail_url": None,
    }
    assert api(cast.ann).get(f"/core_values/{added['id']}").json() == {"data": added}
    assert added in api(cast.ann).get("/core_values").json()["data"]


def test_what_the_body_says_about_id_and_organisation_is_not_believed(api, cast):
    body = {**NEW, "id": 987654321, "org_id": cast.globex.pk, "organisation_id": cast.globex.pk}

    added = api(cast.ada).post("/core_values", body).json()["data"]

    assert added["org_id"] == cast.acme.pk
    assert added["id"] != 987654321
    assert CoreValue.objects.filter(organisation=cast.globex).count() == 1


def test_a_super_admin_says_for_which_organisation(api, cast):
    assert refused_fields(api(cast.root).post("/core_values", NEW)) == {"org_id"}
    unknown = api(cast.root).post("/core_values", {**NEW, "org_id": 987654321})
    assert refused_fields(unknown) == {"org_id"}

    added = api(cast.root).post("/core_values", {**NEW, "org_id": cast.globex.pk})

    assert added.status_code == 201
    assert added.json()["data"]["org_id"] == cast.globex.pk


@pytest.mark.parametrize("name", ["text", "description"])
@pytest.mark.parametrize("wrong", [None, "", " \n\t ", 5, True, ["words"], {"a": 1}])
def test_text_and_description_are_words(api, cast, name, wrong):
    before = list(CoreValue.objects.values())

    added = api(cast.ada).post("/core_values", {**NEW, name: wrong})
    changed = api(cast.ada).put(f"/core_values/{cast.outcome.pk}", {**NEW, name: wrong})

    assert refused_fields(added) == {name}
    assert refused_fields(changed) == {name}
    assert list(CoreValue.objects.values()) == before


def test_text_and_description_are_required_by_post_and_by_put(api, cast):
    for answer in (
        api(cast.ada).post("/core_values", {}),
        api(cast.ada).put(f"/core_values/{cast.outcome.pk}", {}),
    ):
        assert refused_fields(answer) == {"text", "description"}
        assert answer.json()["error"]["message"] == "Invalid core value data"
    assert CoreValue.objects.get(pk=cast.outcome.pk).text == "Own the outcome"


def test_text_has_room_for_255_characters_and_description_for_1000(api, cast):
    full = {"text": "é" * 255, "description": "ß" * 1000}

    added = api(cast.ada).post("/core_values", full)

    assert added.status_code == 201
    assert {name: added.json()["data"][name] for name in full} == full
    longer = {"text": "x" * 256, "description": "x" * 1001}
    assert refused_fields(api(cast.ada).post("/core_values", longer)) == {"text", "description"}
    assert CoreValue.objects.filter(organisation=cast.acme).count() == 2


@pytest.mark.parametrize("address", ["https://x.test/a.png", "http://x.test:8080/?q=1#é"])
def test_a_thumbnail_is_an_address_on_the_web(api, cast, address):
    added = api(cast.ada).post("/core_values", {**NEW, "thumbnail_url": address})

    assert added.status_code == 201
    assert added.json()["data"]["thumbnail_url"] == address


def test_anything_else_is_no_thumbnail(api, cast):
    scripts = ["javascript:alert(1)", "data:image/png;base64,AA", "ftp://x.test/a", "file:///a"]
    halves = ["", "x.png", "//x.test/a", "https://", "https://ann@x.test/", "https://x.test/a b", 7]

    for address in [*scripts, *halves, "https://x.test/" + "a" * 2034]:
        answer = api(cast.ada).post("/core_values", {**NEW, "thumbnail_url": address})
        assert refused_fields(answer) == {"thumbnail_url"}, address

    assert CoreValue.objects.filter(organisation=cast.acme).count() == 1


def test_a_value_may_stand_below_a_top_level_one(api, cast):
    body = {**NEW, "parent_core_value_id": cast.outcome.pk}

    child = api(cast.ada).post("/core_values", body).json()["data"]

    assert child["parent_core_value_id"] == cast.outcome.pk
    grandchild = {**NEW, "text": "Deeper", "parent_core_value_id": child["id"]}
    assert refused_fields(api(cast.ada).post("/core_values", grandchild)) == {
        "parent_core_value_id"
    }


def test_a_parent_of_null_is_no_parent(api, cast):
    added = api(cast.ada).post("/core_values", {**NEW, "parent_core_value_id": None})

    assert added.status_code == 201
    assert added.json()["data"]["parent_core_value_id"] is None


def test_an_unknown_parent_is_refused(api, cast):
    for wrong in [0, -1, 987654321, 2**63, str(cast.outcome.pk), True, 1.5, [], {}]:
        answer = api(cast.ada).post("/core_values", {**NEW, "parent_core_value_id": wrong})
        assert refused_fields(answer) == {"parent_core_value_id"}, wrong

    assert CoreValue.objects.filter(organisation=cast.acme).count() == 1


def test_another_organisations_value_is_an_unknown_parent_to_everybody(api, cast):
    body = {**NEW, "parent_core_value_id": cast.candour.pk}
    never = {**NEW, "parent_core_value_id": 987654321}

    foreign = api(cast.ada).post("/core_values", body)

    assert refused_fields(foreign) == {"parent_core_value_id"}
    assert foreign.content == api(cast.ada).post("/core_values", never).content
    # A SuperAdmin sees both organisations, and still does not tie them together.
    across = api(cast.root).post("/core_values", {**body, "org_id": cast.acme.pk})
    assert refused_fields(across) == {"parent_core_value_id"}
    assert CoreValue.objects.count() == 2


def test_put_changes_what_it_names_and_keeps_the_rest(api, cast):
    child = CoreValueFactory(
        organisation=cast.acme, parent=cast.outcome, thumbnail_url="https://x.test/a.png"
    )

    answer = api(cast.ada).put(f"/core_values/{child.pk}", NEW)

    assert answer.status_code == 200
    assert answer.json()["data"] == {
        **NEW,
        "id": child.pk,
        "org_id": cast.acme.pk,
        "parent_core_value_id": cast.outcome.pk,
        "thumbnail_url": "https://x.test/a.png",
    }
    cleared = {**NEW, "parent_core_value_id": None, "thumbnail_url": None}
    told = api(cast.ada).put(f"/core_values/{child.pk}", cleared).json()["data"]
    assert (told["parent_core_value_id"], told["thumbnail_url"]) == (None, None)


def test_a_value_is_not_its_own_parent(api, cast):
    body = {**NEW, "parent_core_value_id": cast.outcome.pk}

    answer = api(cast.ada).put(f"/core_values/{cast.outcome.pk}", body)

    assert refused_fields(answer) == {"parent_core_value_id"}
    assert CoreValue.objects.get(pk=cast.outcome.pk).parent is None


def test_a_value_with_children_stays_at_the_top(api, cast):
    CoreValueFactory(organisation=cast.acme, parent=cast.outcome)
    other = CoreValueFactory(organisation=cast.acme)
    body = {**NEW, "parent_core_value_id": other.pk}

    answer = api(cast.ada).put(f"/core_values/{cast.outcome.pk}", body)

    assert refused_fields(answer) == {"parent_core_value_id"}
    assert CoreValue.objects.get(pk=cast.outcome.pk).parent is None


def test_a_child_moves_to_another_parent(api, cast):
    child = CoreValueFactory(organisation=cast.acme, parent=cast.outcome)
    other = CoreValueFactory(organisation=cast.acme)

    answer = api(cast.ada).put(
        f"/core_values/{child.pk}", {**NEW, "parent_core_value_id": other.pk}
    )

    assert answer.json()["data"]["parent_core_value_id"] == other.pk


@pytest.mark.parametrize(
    ("stated", "again"),
    [
        ("Say it kindly", "say IT kindly"),
        ("École", "ÉCOLE"),
        ("Éclat", "E\u0301CLAT"),  # é as one character and as two
        ("Łączność", "ŁĄCZNOŚĆ"),
        ("Straße", "STRASSE"),
        ("ΣΟΦΙΑ", "σοφια"),
        ("İyilik", "iyilik"),
        ("  Trimmed  ", "trimmed"),
    ],
)
def test_a_value_is_stated_once_whatever_its_case(api, cast, stated, again):
    assert api(cast.ada).post("/core_values", {**NEW, "text": stated}).status_code == 201
    other = CoreValueFactory(organisation=cast.acme)

    added = api(cast.ada).post("/core_values", {**NEW, "text": again})
    changed = api(cast.ada).put(f"/core_values/{other.pk}", {**NEW, "text": again})

    assert refused_fields(added) == {"text"}
    assert refused_fields(changed) == {"text"}
    assert CoreValue.objects.filter(organisation=cast.acme).count() == 3


def test_the_same_value_in_another_organisation_is_no_obstacle(api, cast):
    theirs = {**NEW, "text": cast.candour.text}

    assert api(cast.ada).post("/core_values", theirs).status_code == 201


def test_a_value_may_be_written_in_another_case_or_freed_for_others(api, cast):
    path = f"/core_values/{cast.outcome.pk}"

    assert api(cast.ada).put(path, {**NEW, "text": "OWN THE OUTCOME"}).status_code == 200

    assert api(cast.ada).put(path, {**NEW, "text": "Finish"}).status_code == 200
    assert api(cast.ada).post("/core_values", {**NEW, "text": "own the outcome"}).status_code == 201


def test_similar_is_not_the_same(api, cast):
    for text in ("Ecole", "École", "Own the outcome!", "Own the  outcome"):
        assert api(cast.ada).post("/core_values", {**NEW, "text": text}).status_code == 201, text


def test_the_list_is_a_tree_parents_by_id_each_followed_by_its_children(api, cast):
    second = CoreValueFactory(organisation=cast.acme)
    late_child = CoreValueFactory(organisation=cast.acme, parent=cast.outcome)
    third = CoreValueFactory(organisation=cast.acme)
    child_of_second = CoreValueFactory(organisation=cast.acme, parent=second)
    latest_child = CoreValueFactory(organisation=cast.acme, parent=cast.outcome)

    tree = api(cast.mo).get("/core_values").json()["data"]

    order = [cast.outcome, late_child, latest_child, second, child_of_second, third]
    assert ids(tree) == [value.pk for value in order]
    assert all(set(value) == KEYS for value in tree)


def test_the_whole_tree_comes_at_once_unless_a_limit_is_asked_for(api, cast):
    for _ in range(14):
        CoreValueFactory(organisation=cast.acme)

    whole = api(cast.ann).get("/core_values").json()

    assert len(whole["data"]) == 15
    assert whole["meta"]["has_more"] is False
    assert len(api(cast.ann).get("/core_values?limit=4").json()["data"]) == 4


def test_walked_by_cursor_it_is_the_same_tree(api, cast):
    parents = [cast.outcome, *(CoreValueFactory(organisation=cast.acme) for _ in range(2))]
    for parent in [*parents, *parents]:
        CoreValueFactory(organisation=cast.acme, parent=parent)
    whole = ids(api(cast.ann).get("/core_values").json()["data"])

    walked, cursor = [], ""
    while cursor is not None:
        page = api(cast.ann).get(f"/core_values?limit=2{cursor and f'&cursor={cursor}'}").json()
        walked += ids(page["data"])
        cursor = page["meta"]["next_cursor"]

    assert walked == whole
    assert len(whole) == 9


def test_recognitions_show_a_values_new_words(api, cast):
    api(cast.ada).put(f"/core_values/{cast.outcome.pk}", {**NEW, "thumbnail_url": "http://x.test"})

    shown = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}").json()["data"]["core_value"]

    assert shown == {**NEW, "id": cast.outcome.pk, "thumbnail": "http://x.test"}


def test_a_value_is_not_there_for_others_and_is_never_deleted(api, cast):
    assert error_of(api(cast.zoe).get(f"/core_values/{cast.outcome.pk}")) == (404, "not_found")
    assert error_of(api(cast.ada).get("/core_values/987654321")) == (404, "not_found")
    assert refused_fields(api(cast.gus).put(f"/core_values/{cast.outcome.pk}", NEW)) == {"id"}
    deleted = api(cast.ada).delete(f"/core_values/{cast.outcome.pk}")
    assert error_of(deleted) == (405, "method_not_allowed")
    assert CoreValue.objects.count() == 2
    assert Change.objects.count() == 0
