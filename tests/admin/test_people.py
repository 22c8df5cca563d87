"""People in the admin: roles, removal, return and extra hi5s, each in the history."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from accounts.actions import users
from accounts.models import Change, User
from recognition.actions import allowances, hi5s
from recognition.models import LedgerEntry
from tests.admin.conftest import Enter
from tests.admin.pages import everything, follow, page_of, said, save
from tests.cast import UserFactory

PEOPLE = "/admin/accounts/user/"
REMOVE, RESTORE, GRANT = (f"{PEOPLE}{name}/" for name in ("remove", "restore", "grant"))


def now(person: User) -> User:
    """Return the person as the database has them."""
    return User.all_objects.get(pk=person.pk)


def tick(browser: Client, action: str, *people: User) -> Any:
    """Tick people in the list, choose an action, and return the page that asks."""
    ids = [person.pk for person in people]
    posted = browser.post(PEOPLE, {"action": action, "index": 0, "_selected_action": ids})
    return follow(browser, posted)


def test_the_list_tells_who_is_who_and_what_they_have_left(
    stage: SimpleNamespace, enter: Enter
) -> None:
    body = enter(stage.ada).get(PEOPLE).content.decode()
    assert "ann@acme.test" in body
    assert '<td class="field-balance">7</td>' in body  # Ann: five, and two granted
    assert "by Ada Tester" in body  # who removed the one who left
    browser = enter(stage.ada)
    people = browser.get(PEOPLE, {"removed": "yes"}).context["cl"].result_list
    assert list(people) == [stage.leaver]
    assert list(browser.get(PEOPLE, {"q": "BEN@acme"}).context["cl"].result_list) == [stage.ben]
    moderators = browser.get(PEOPLE, {"role__exact": "4"}).context["cl"].result_list
    assert list(moderators) == [stage.mo]


def test_moderators_see_their_live_colleagues(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.mo)
    page = browser.get(PEOPLE)
    assert stage.leaver not in page.context["cl"].result_list
    assert "removed" not in page.content.decode()
    assert browser.get(PEOPLE, {"removed": "yes"}).status_code == 400
    assert browser.get(page_of(stage.leaver))["Location"] == "/admin/"


def test_an_administrator_changes_a_role(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    response = save(browser, cast.ben, role=4, _save="Save")
    assert response["Location"] == PEOPLE
    assert now(cast.ben).role == 4
    change = Change.objects.get()
    assert (change.what, change.by, change.thing_id) == ("users.change_role", cast.ada, cast.ben.pk)
    history = browser.get(page_of(cast.ben, "history")).content.decode()
    assert "role: Employee → Moderator" in history
    assert "Ada Tester" in history


def test_saving_what_is_the_same_writes_nothing(cast: SimpleNamespace, enter: Enter) -> None:
    before = everything()
    assert save(enter(cast.ada), cast.ben, role=3).status_code == 302
    assert everything() == before


def test_only_the_role_is_changed_whatever_is_posted(cast: SimpleNamespace, enter: Enter) -> None:
    before = now(cast.ben).__dict__
    words = {
        "role": 4,
        "email": "evil@evil.test",
        "organisation": cast.globex.pk,
        "organisation_id": cast.globex.pk,
        "password": "x",
        "first_name": "Evil",
        "soft_delete_at": "2020-01-01",
        "is_superuser": "on",
    }
    save(enter(cast.ada), cast.ben, **words)
    after = now(cast.ben).__dict__
    assert {name for name in before if before[name] != after[name]} - {"_state"} == {"role"}


def test_only_the_operator_makes_operators(cast: SimpleNamespace, enter: Enter) -> None:
    before = everything()
    for role in ("1", "0", "5", "abc", ""):
        response = enter(cast.ada).post(page_of(cast.ben), {"role": role})
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()
    assert everything() == before
    assert save(enter(cast.root), cast.ben, role=1).status_code == 302
    assert now(cast.ben).role == 1


def test_nobody_changes_their_own_role(cast: SimpleNamespace, enter: Enter) -> None:
    before = everything()
    assert enter(cast.ada).post(page_of(cast.ada), {"role": 3}).status_code == 403
    assert enter(cast.root).post(page_of(cast.root), {"role": 3}).status_code == 403
    assert everything() == before


def test_the_last_administrator_stays_one_and_the_form_says_so(
    cast: SimpleNamespace, enter: Enter
) -> None:
    before = everything()
    response = save(enter(cast.root), cast.ada, role=3)
    assert response.status_code == 200
    assert users.LastAdministrator.message.replace("'", "&#x27;") in response.content.decode()
    assert everything() == before


def test_removing_asks_first_and_is_in_the_history(cast: SimpleNamespace, enter: Enter) -> None:
    browser, before = enter(cast.ada), everything()
    page = browser.get(REMOVE, {"things": cast.ben.pk})
    assert "Ben Tester" in page.content.decode()
    assert everything() == before
    done = browser.post(REMOVE, {"things": page.context["answer"]})
    assert said(done) == ["Ben Tester: removed."]
    assert done["Location"] == page_of(cast.ben)
    assert now(cast.ben).soft_delete_by == cast.ada
    change = Change.objects.get()
    assert (change.what, change.by, change.thing_id) == ("users.remove", cast.ada, cast.ben.pk)
    page = browser.get(page_of(cast.ben)).content.decode()
    assert "by Ada Tester" in page
    assert "Restore…" in page
    assert "Remove…" not in page
    assert 'name="_save"' not in page


def test_restoring_brings_somebody_back(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.ada)
    page = tick(browser, "restore", stage.leaver, stage.ben)
    assert [label for label, _ in page.context["left_out"]] == ["Ben Tester"]
    browser.post(RESTORE, {"things": page.context["answer"]})
    assert not now(stage.leaver).is_removed
    change = Change.objects.first()
    assert (change.what, change.by, change.thing_id) == (
        "users.restore",
        stage.ada,
        stage.leaver.pk,
    )


def test_many_are_removed_at_once_but_not_oneself_or_the_last_administrator(
    cast: SimpleNamespace, enter: Enter
) -> None:
    page = tick(enter(cast.ada), "remove", cast.ann, cast.ben, cast.ada)
    assert [label for label, _ in page.context["things"]] == ["Ann Tester", "Ben Tester"]
    assert page.context["left_out"] == [("Ada Tester", users.OwnAccount.message)]
    posted = ",".join(f"{person.pk}:" for person in (cast.ann, cast.ben, cast.ada))
    told = said(enter(cast.ada).post(REMOVE, {"things": posted}))
    assert told == [f"Ada Tester: {users.OwnAccount.message}", "2 of 3: removed."]
    told = said(enter(cast.root).post(REMOVE, {"things": f"{cast.cal.pk}:,{cast.ada.pk}:"}))
    assert told == [f"Ada Tester: {users.LastAdministrator.message}", "Cal Tester: removed."]
    assert [now(each).is_removed for each in (cast.ann, cast.ben, cast.cal, cast.ada)] == [
        True,
        True,
        True,
        False,
    ]
    assert Change.objects.filter(what="users.remove").count() == 3


def test_removing_twice_says_that_somebody_was_faster(cast: SimpleNamespace, enter: Enter) -> None:
    users.remove(by=cast.ada, person=cast.ben)
    before = everything()
    told = said(enter(cast.ada).post(REMOVE, {"things": f"{cast.ben.pk}:"}))
    assert told == ["Ben Tester: somebody else was faster."]
    assert said(enter(cast.ada).post(RESTORE, {"things": f"{cast.ann.pk}:"})) == [
        f"Ann Tester: {users.NotRemoved.message}"
    ]
    assert everything() == before


def test_extra_hi5s_are_granted_with_a_reason(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    page = tick(browser, "grant", cast.ann, cast.ben)
    words = {"things": page.context["answer"], "amount": 3, "reason": "The summer party"}
    assert said(browser.post(GRANT, words)) == ["2 of 2: granted."]
    for person in (cast.ann, cast.ben):
        entry = LedgerEntry.objects.get(user=person, opens_period=False)
        assert (entry.kind, entry.amount, entry.by) == ("grant", 3, cast.ada)
        assert entry.reason == "The summer party"
        history = browser.get(page_of(person, "history")).content.decode()
        assert "reason: The summer party" in history
        assert "amount: 3" in history
        assert '<div class="readonly">8</div>' in browser.get(page_of(person)).content.decode()
        ledger = browser.get("/admin/recognition/ledgerentry/", {"user": person.pk})
        assert ledger.context["cl"].result_count == 2
        assert f"/admin/recognition/ledgerentry/?user={person.pk}" in (
            browser.get(page_of(person)).content.decode()
        )


def test_a_second_click_does_not_grant_twice(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    page = browser.get(GRANT, {"things": cast.ann.pk})
    words = {"things": page.context["answer"], "amount": 3, "reason": "The summer party"}
    assert said(browser.post(GRANT, words)) == ["Ann Tester: granted."]
    before = everything()
    told = said(enter(cast.ada).post(GRANT, words))
    assert told == [f"Ann Tester: {allowances.GrantedMeanwhile.message}"]
    assert everything() == before
    words["things"] = browser.get(GRANT, {"things": cast.ann.pk}).context["answer"]
    browser.post(GRANT, words)
    assert LedgerEntry.objects.granted().filter(user=cast.ann).count() == 2


def test_a_hi5_spent_meanwhile_is_in_no_ones_way(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    page = browser.get(GRANT, {"things": cast.cal.pk})
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    words = {"things": page.context["answer"], "amount": 3, "reason": "The summer party"}
    assert said(browser.post(GRANT, words)) == ["Cal Tester: granted."]


def test_a_grant_needs_an_amount_and_a_reason(cast: SimpleNamespace, enter: Enter) -> None:
    browser, before = enter(cast.ada), everything()
    for amount, reason in [
        ("", "x"),
        ("0", "x"),
        ("-1", "x"),
        ("1001", "x"),
        ("1.5", "x"),
        ("9" * 30, "x"),
        ("abc", "x"),
        ("1", ""),
        ("1", "   "),
        ("1", "x" * 256),
        ("1", "\0"),
    ]:
        words = {"things": f"{cast.ann.pk}:", "amount": amount, "reason": reason}
        response = browser.post(GRANT, words)
        assert response.status_code == 200, (amount, reason)
        assert "errorlist" in response.content.decode(), (amount, reason)
    assert everything() == before


def test_who_belongs_to_no_organisation_gets_no_hi5s(cast: SimpleNamespace, enter: Enter) -> None:
    before = everything()
    words = {"things": f"{cast.root.pk}:", "amount": 1, "reason": "x"}
    assert said(enter(cast.root).post(GRANT, words)) == ["Root Tester: You may not do this."]
    assert everything() == before


def test_a_password_is_never_shown(cast: SimpleNamespace, enter: Enter) -> None:
    cast.root.set_password("correct horse battery staple")
    cast.root.save()
    for address in (PEOPLE, page_of(cast.root), page_of(cast.root, "history")):
        assert "argon2" not in enter(cast.root).get(address).content.decode()


def test_nobody_is_added_by_hand(cast: SimpleNamespace, enter: Enter) -> None:
    assert enter(cast.root).get(f"{PEOPLE}add/").status_code == 403


def test_a_person_without_a_name_is_a_number_and_not_an_address(
    cast: SimpleNamespace, enter: Enter
) -> None:
    nameless = UserFactory(organisation=cast.acme, first_name="", last_name="", email="x@acme.test")
    users.remove(by=cast.ada, person=nameless)
    body = enter(cast.ada).get("/admin/").content.decode()
    assert f"person {nameless.pk}" in body
    assert "x@acme.test" not in body
