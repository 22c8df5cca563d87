"""A client of plain curl, as the page writes its samples, against the server people get."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from accounts.models import User
from tests.cast import RecognitionFactory, assemble
from tests.dialects.engagedly.bad_pairs import good_pair
from tests.dialects.engagedly.hooks import spell
from tests.server import Server

SCRIPT = Path(__file__).with_name("client.sh")


@pytest.mark.django_db(transaction=True)
def test_a_curl_script_walks_users_creates_one_and_pages_praises(server: Server):
    cast = assemble()
    praises = [cast.thanks] + [
        RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
        for _ in range(4)
    ]
    pair = good_pair(cast.ada)
    environment = {
        "HOST": f"http://127.0.0.1:{server.port}",
        "CLIENT_KEY": pair["ClientKey"],
        "SECRET_KEY": pair["SecretKey"],
        "DOMAIN": cast.acme.domain_name,
    }

    ran = subprocess.run(
        ["sh", str(SCRIPT)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, ""), ran
    jane = User.objects.get(email=f"jane@{cast.acme.domain_name}")
    people = (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada)
    assert ran.stdout.splitlines() == [
        *(f"users {spell(person)}" for person in people),
        f"created {spell(jane)}",
        "renamed John",
        "now Blocked",
        "now Active",
        *(f"activities/praises {each.pk}" for each in reversed(praises)),
        "without keys 401",
    ]
    assert (jane.full_name, jane.is_removed) == ("John Doe", False)
