"""Core values and badges in the settings."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.models import Change
from recognition.actions import badges, core_values
from recognition.models import Badge, CoreValue
from tests.admin.pages import everything
from tests.budgets.queries import asked
from tests.cast import BadgeFactory, CoreValueFactory
from tests.pages.visiting import filled, html_of, visit

VALUES, NEW_VALUE = "/settings/values", "/settings/values/new"
BADGES, NEW_BADGE = "/settings/badges", "/settings/badges/new"


def test_a_value_is_added_below_another(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    address = f"{NEW_VALUE}?parent={cast.outcome.pk}"
    words = filled(ada, address, text="Say it <early>", description="No surprises.")
    assert words["parent"] == str(cast.outcome.pk)
    assert ada.post(NEW_VALUE, words)["Location"] == VALUES
    added = CoreValue.objects.get(text="Say it <early>")
    assert (added.parent, added.organisation, added.thumbnail_url) == (
        cast.outcome,
        cast.acme,
        None,
    )
    page = html_of(ada.get(VALUES))
    assert 'class="row is-child"' in page
    assert "Say it &lt;early&gt;" in page
    assert Change.objects.get().what == "core_values.create"


def test_a_form_sent_twice_adds_one_value_or_badge(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    value = filled(ada, NEW_VALUE, text="Kindness", description="Be kind.")
    badge = filled(ada, NEW_BADGE, name="Ten", hi5_count_required="10", hi5_frequency="WEEKLY")
    for address, words, leads_to in [(NEW_VALUE, value, VALUES), (NEW_BADGE, badge, BADGES)]:
        assert ada.post(address, words)["Location"] == leads_to
        before = everything()
        assert ada.post(address, words)["Location"] == leads_to
        assert everything() == before
    # The page opened again is another form.
    ada.post(NEW_BADGE, {**badge, "once": filled(ada, NEW_BADGE)["once"]})
    assert (CoreValue.objects.filter(text="Kindness").count(), Badge.objects.count()) == (1, 2)


def test_a_value_is_reworded_and_moved(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    other = CoreValueFactory(organisation=cast.acme, text="Kindness")
    address = f"{VALUES}/{other.pk}"
    answer = ada.post(address, filled(ada, address, text="Be kind", parent=str(cast.outcome.pk)))
    assert answer["Location"] == VALUES
    other.refresh_from_db()
    assert (other.text, other.parent) == ("Be kind", cast.outcome)
    # What has others below it stays at the top.
    assert 'name="parent"' not in html_of(ada.get(f"{VALUES}/{cast.outcome.pk}"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("text", ""),
        ("text", "x" * 256),
        ("text", "OWN THE outcome"),
        ("description", ""),
        ("description", "a\0b"),
        ("thumbnail_url", "javascript:alert(1)"),
        ("parent", "987654321"),
        ("parent", "foreign"),
    ],
)
def test_a_value_that_cannot_be_is_refused(cast: SimpleNamespace, field: str, typed: str) -> None:
    ada, before = visit(cast.ada), everything()
    words = filled(ada, NEW_VALUE, text="Kindness", description="Be kind.")
    words[field] = str(cast.candour.pk) if typed == "foreign" else typed
    answer = ada.post(NEW_VALUE, words)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert everything() == before


def test_a_value_changed_meanwhile_is_not_put_back(cast: SimpleNamespace) -> None:
    ada, address = visit(cast.ada), f"{VALUES}/{cast.outcome.pk}"
    words = filled(ada, address, text="Mine")
    core_values.change(by=cast.root, core_value=cast.outcome, description="Theirs")
    before = everything()
    answer = ada.post(address, words)
    assert answer.status_code == 422
    assert "somebody else has changed this meanwhile" in html_of(answer)
    assert everything() == before


def test_what_is_another_organisations_is_not_there(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    badge = BadgeFactory(organisation=cast.globex)
    before = everything()
    for address in (
        f"{VALUES}/{cast.candour.pk}",
        f"{BADGES}/{badge.pk}",
        f"{BADGES}/{badge.pk}/remove",
        f"{BADGES}/{10**30}",
        f"{VALUES}/{10**30}",
    ):
        assert ada.get(address).status_code == 404
        assert ada.post(address, {"text": "x", "name": "x"}).status_code == 404
    assert "Candour" not in html_of(ada.get(VALUES))
    assert everything() == before


def test_a_badge_is_made_changed_and_removed(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = {"name": "Bright", "hi5_count_required": "3", "hi5_frequency": "MONTHLY"}
    assert ada.post(NEW_BADGE, words)["Location"] == BADGES
    badge = Badge.objects.get()
    assert badge.organisation == cast.acme
    assert "3 hi5s within a month" in html_of(ada.get(BADGES))
    address = f"{BADGES}/{badge.pk}"
    ada.post(address, filled(ada, address, hi5_count_required="1"))
    assert Badge.objects.get().hi5_count_required == 1
    assert "earned 0 times" in html_of(ada.get(f"{address}/remove"))
    ada.post(f"{address}/remove")
    assert not Badge.objects.exists()
    assert "Bright is awarded no more." in html_of(ada.get(BADGES))
    assert ada.get(address).status_code == 404
    assert ada.post(f"{address}/remove").status_code == 404


def test_a_badge_changed_meanwhile_is_not_put_back(cast: SimpleNamespace) -> None:
    ada, badge = visit(cast.ada), BadgeFactory(organisation=cast.acme)
    address = f"{BADGES}/{badge.pk}"
    words = filled(ada, address, name="Mine")
    badges.change(by=cast.root, badge=badge, hi5_count_required=7)
    before = everything()
    answer = ada.post(address, words)
    assert answer.status_code == 422
    assert "somebody else has changed this meanwhile" in html_of(answer)
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", "x" * 46), ("hi5_count_required", "0"), ("hi5_frequency", "DAILY")],
)
def test_a_badge_that_cannot_be_is_refused(cast: SimpleNamespace, field: str, typed: str) -> None:
    ada, before = visit(cast.ada), everything()
    words = {"name": "Bright", "hi5_count_required": "3", "hi5_frequency": "MONTHLY", field: typed}
    answer = ada.post(NEW_BADGE, words)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert everything() == before


def test_more_values_and_badges_cost_no_more_queries(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    BadgeFactory(organisation=cast.acme)
    before = [asked(lambda a=address: ada.get(a))[1] for address in (VALUES, BADGES)]
    BadgeFactory.create_batch(3, organisation=cast.acme)
    CoreValueFactory.create_batch(3, organisation=cast.acme, parent=cast.outcome)
    after = [asked(lambda a=address: ada.get(a))[1] for address in (VALUES, BADGES)]
    assert after == before
