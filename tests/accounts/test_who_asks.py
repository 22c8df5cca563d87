"""Who asks is looked up by queries compiled once: they give what the ORM's own would."""

from __future__ import annotations

import pytest

from accounts import keys
from accounts.api import authentication, credentials
from accounts.models import Credential, User
from tests.dialects.hooks import issue


def told_of(thing) -> dict[str, object]:
    """Return all that is loaded of ``thing``, related rows included."""
    own = {name: value for name, value in vars(thing).items() if name != "_state"}
    related = thing._state.fields_cache
    return own | {name: row and told_of(row) for name, row in related.items()}


@pytest.mark.parametrize("name", ["ann", "mo", "ada", "gus", "root"])
def test_the_owner_of_a_token_is_loaded_as_the_orm_would(cast, name):
    person = getattr(cast, name)

    found = authentication.OWNER.get(pk=person.pk, fingerprint="", restorations=0)

    assert found is not None
    assert told_of(found) == told_of(User.objects.select_related("organisation").get(pk=person.pk))


@pytest.mark.parametrize("name", ["ann", "gus"])
def test_a_credential_is_loaded_as_the_orm_would(cast, name):
    issued = issue(getattr(cast, name), "a family", keys.CLIENT_ID)
    credential, speaks = issued.credential, issued.credential.speaks
    loaded = Credential.objects.select_related("owner__organisation").get(pk=credential.pk)

    ways = [
        credentials.BY_NUMBER.get(speaks=speaks, pk=credential.pk),
        credentials.BY_IDENTIFIER.get(speaks=speaks, identifier=credential.identifier),
        credentials.BY_FINGERPRINT.get(speaks=speaks, fingerprint=credential.fingerprint),
    ]

    for found in ways:
        assert found is not None
        assert told_of(found) == told_of(loaded)
