"""People in the settings: finding them, their role, their going and return, extra hi5s."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.actions import users
from accounts.models import User
from accounts.roles import Role
from recognition.actions import allowances, hi5s
from recognition.models import LedgerEntry
from tests.admin.pages import everything
from tests.budgets.queries import asked
from tests.cast import UserFactory
from tests.pages.visiting import filled, html_of, visit

PEOPLE = "/settings/people"


def page_of(person: User, part: str = "") -> str:
    """Return the address of somebody's page, or of what is below it."""
    return f"{PEOPLE}/{person.pk}{part}"


def test_people_are_found_by_the_beginning_of_a_name(cast: SimpleNamespace) -> None:
    users.remove(by=cast.ada, person=cast.cal)
    UserFactory(organisation=cast.acme, first_name="Bea", email=None)
    ada = visit(cast.ada)
    page = html_of(ada.get(PEOPLE))
    assert "ann@acme.test" in page
    assert "cal@acme.test" not in page
    assert "zoe@" not in page
    found = html_of(ada.get(PEOPLE, {"q": "BE"}))
    assert "ben@acme.test" in found
    assert "no address, cannot sign in" in found
    assert "ann@acme.test" not in found
    removed = html_of(ada.get(PEOPLE, {"show": "removed"}))
    assert "cal@acme.test" in removed
    assert "ben@acme.test" not in removed
    assert "begins with “&lt;b&gt;”" in html_of(ada.get(PEOPLE, {"q": "<b>"}))
    assert ada.get(PEOPLE, {"q": "a\0"}).status_code == 200


def test_a_long_list_is_turned_page_by_page(cast: SimpleNamespace) -> None:
    UserFactory.create_batch(30, organisation=cast.acme, first_name="Same", email=None)
    ada = visit(cast.ada)
    first = ada.get(PEOPLE, {"q": "same"})
    rest = ada.get(first.context["people"].next_page)
    shown = [*first.context["people"].rows, *rest.context["people"].rows]
    assert len(shown) == len(set(shown)) == 30
    assert ada.get(PEOPLE, {"after": "nonsense"}).status_code == 404


def test_a_role_is_given(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, page_of(cast.ben), role="4")
    assert ada.post(page_of(cast.ben, "/role"), words)["Location"] == page_of(cast.ben)
    assert User.objects.get(pk=cast.ben.pk).role == Role.MODERATOR
    assert "Moderator" in html_of(ada.get(page_of(cast.ben)))


@pytest.mark.parametrize("role", ["1", "9", "", "boss"])
def test_a_role_that_is_not_theirs_to_give_is_refused(cast: SimpleNamespace, role: str) -> None:
    ada, before = visit(cast.ada), everything()
    answer = ada.post(page_of(cast.ben, "/role"), filled(ada, page_of(cast.ben), role=role))
    assert answer.status_code == 422
    assert answer.context["role_form"].errors.keys() == {"role"}
    assert everything() == before


def test_a_role_given_meanwhile_stays(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, page_of(cast.ben), role="4")
    users.change_role(by=cast.root, person=cast.ben, role_id=2)
    before = everything()
    answer = ada.post(page_of(cast.ben, "/role"), words)
    assert answer.status_code == 422
    assert "somebody else has changed this meanwhile" in html_of(answer)
    assert everything() == before


def test_nobody_changes_or_removes_themselves(cast: SimpleNamespace) -> None:
    ada, before = visit(cast.ada), everything()
    page = html_of(ada.get(page_of(cast.ada)))
    assert "in the hands of another administrator" in page
    assert 'name="role"' not in page
    assert "Remove…" not in page
    answer = ada.post(page_of(cast.ada, "/role"), {"role": "3", "_shown": "x"})
    assert answer.status_code == 422
    ada.post(page_of(cast.ada, "/remove"))
    assert "You cannot do this to your own account." in html_of(ada.get(page_of(cast.ada)))
    assert everything() == before


def test_removal_says_first_what_stays(cast: SimpleNamespace) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    ada = visit(cast.ada)
    asked_first = ada.get(page_of(cast.ann, "/remove"))
    assert asked_first.context["stays"] == {"given": 1, "received": 0, "hi5s": 0}
    assert User.objects.filter(pk=cast.ann.pk).exists()
    ada.post(page_of(cast.ann, "/remove"))
    assert not User.objects.filter(pk=cast.ann.pk).exists()
    page = html_of(ada.get(page_of(cast.ann)))
    assert "by Ada Tester" in page
    assert 'name="role"' not in page
    before = everything()
    ada.post(page_of(cast.ann, "/remove"))
    assert "somebody else was faster" in html_of(ada.get(page_of(cast.ann)))
    assert everything() == before
    ada.post(page_of(cast.ann, "/restore"))
    assert User.objects.filter(pk=cast.ann.pk).exists()
    before = everything()
    ada.post(page_of(cast.ann, "/restore"))
    assert "This person is not removed." in html_of(ada.get(page_of(cast.ann)))
    assert everything() == before


def test_whoever_was_removed_meanwhile_gets_neither_role_nor_hi5s(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, page_of(cast.ben), role="4", amount="3", reason="The fair")
    users.remove(by=cast.root, person=cast.ben)
    before = everything()
    for part in ("/role", "/hi5s"):
        assert ada.post(page_of(cast.ben, part), words)["Location"] == page_of(cast.ben)
        assert "somebody else was faster" in html_of(ada.get(page_of(cast.ben)))
    assert everything() == before


def test_extra_hi5s_are_given_once_with_a_reason(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, page_of(cast.ann), amount="3", reason="The <b>fair</b>")
    assert ada.post(page_of(cast.ann, "/hi5s"), words).status_code == 302
    page = html_of(ada.get(page_of(cast.ann)))
    assert "<dd>8</dd>" in page
    assert "The &lt;b&gt;fair&lt;/b&gt;" in page
    before = everything()
    again = ada.post(page_of(cast.ann, "/hi5s"), words)
    assert again.status_code == 422
    assert "granted meanwhile" in html_of(again)
    assert everything() == before
    # It is shown anew, with what was typed: whoever means it says so once more.
    newest = LedgerEntry.objects.granted().get().pk
    assert f'name="seen" value="{newest}"' in html_of(again)
    assert 'value="The &lt;b&gt;fair&lt;/b&gt;"' in html_of(again)


@pytest.mark.parametrize(
    ("field", "typed"), [("amount", "0"), ("amount", "1001"), ("amount", "x"), ("reason", " ")]
)
def test_a_grant_that_makes_no_sense_is_refused(
    cast: SimpleNamespace, field: str, typed: str
) -> None:
    ada, before = visit(cast.ada), everything()
    words = {"amount": "3", "reason": "The fair", "seen": "0", field: typed}
    answer = ada.post(page_of(cast.ann, "/hi5s"), words)
    assert answer.status_code == 422
    assert answer.context["extra_form"].errors.keys() == {field}
    assert everything() == before


def test_somebody_elsewhere_is_not_there(cast: SimpleNamespace) -> None:
    ada, before = visit(cast.ada), everything()
    for number in (cast.zoe.pk, cast.root.pk, 987654321, 10**30):
        address = f"{PEOPLE}/{number}"
        assert ada.get(address).status_code == 404
        assert ada.get(f"{address}/remove").status_code == 404
        for part in ("role", "hi5s", "remove", "restore"):
            answer = ada.post(f"{address}/{part}", {"role": "2", "amount": "3", "reason": "x"})
            assert answer.status_code == 404
    assert everything() == before


@pytest.mark.parametrize("name", ["ann", "mo"])
def test_others_change_nobody(cast: SimpleNamespace, name: str) -> None:
    browser, before = visit(getattr(cast, name)), everything()
    words = {"role": "2", "amount": "3", "reason": "x"}
    for part in ("/role", "/hi5s", "/remove", "/restore"):
        assert browser.post(page_of(cast.ben, part), words).status_code == 403
    assert browser.get(page_of(cast.ben)).status_code == 403
    assert everything() == before


def test_more_people_and_grants_cost_no_more_queries(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    allowances.grant(by=cast.ada, person=cast.ann, amount=1, reason="One")
    before = [asked(lambda a=a: ada.get(a))[1] for a in (PEOPLE, page_of(cast.ann))]
    UserFactory.create_batch(5, organisation=cast.acme)
    allowances.grant(by=cast.ada, person=cast.ann, amount=1, reason="Two")
    after = [asked(lambda a=a: ada.get(a))[1] for a in (PEOPLE, page_of(cast.ann))]
    assert after == before
