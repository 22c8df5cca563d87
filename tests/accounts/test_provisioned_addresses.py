"""Whom an integration has made, and who comes by Google: one person, however they are spelled."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.models import Organisation, User
from tests.accounts.signing_in import person_of, sign_in
from tests.dialects.betterworks.bot import Bot
from tests.google import Google

pytestmark = pytest.mark.django_db

PEOPLE, DNS = "bücher.test", "xn--bcher-kva.test"


@pytest.mark.parametrize("stored", [PEOPLE, DNS])
@pytest.mark.parametrize(("told", "written"), [(PEOPLE, DNS), (DNS, "BÜCHER.test")])
def test_a_domain_of_another_script_is_one_domain_to_integrations_too(
    cast: SimpleNamespace, google: Google, stored: str, told: str, written: str
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name=stored)
    bot = Bot(cast.ada)

    made = bot.post("users/", {"email": f"Nia@{told}", "first_name": "Nia"})

    assert (made.status_code, made.json()["email"]) == (201, f"nia@{DNS}")
    assert person_of(sign_in(google.mint(email=f"nia@{written}"))).pk == made.json()["id"]
    again = bot.post("users/", {"email": f"nia@{written.lower()}", "last_name": "Roe"})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])


def test_somebody_kept_in_the_other_spelling_is_found(
    cast: SimpleNamespace, google: Google
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name=PEOPLE)
    User.objects.filter(pk=cast.ann.pk).update(email=f"ann@{PEOPLE}")

    for written in (PEOPLE, DNS):
        assert person_of(sign_in(google.mint(email=f"ann@{written}"))) == cast.ann


def test_another_domain_is_another_one_in_either_spelling(cast: SimpleNamespace) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name=PEOPLE)
    count = User.all_objects.count()

    for domain in ("bucher.test", "xn--bcher-kvb.test", "bücher.test.test", "xn--.test"):
        answer = Bot(cast.ada).post("users/", {"email": f"nia@{domain}", "first_name": "Nia"})
        assert (answer.status_code, list(answer.json())) == (400, ["email"])
    assert User.all_objects.count() == count
