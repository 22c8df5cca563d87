"""Looking for a beginning between two bounds finds what Python's ``startswith`` says."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.spelling import LAST_CHARACTER, end_of, folded
from peerly.prepared import Later, PreparedRows
from tests.cast import OrganisationFactory, UserFactory

BORDERS = ["\x01", " ", "a", "b", "z", "\x7f", "\x80", "é", "\ud7ff", "\ue000", "\uffff"]
BORDERS += ["\U00010000", "\U0001f600", "\U0010fffe", LAST_CHARACTER]
CHARACTERS = st.one_of(st.sampled_from(BORDERS), st.characters(exclude_categories=["Cs"]))
TEXTS = st.text(CHARACTERS, max_size=5)


@given(start=TEXTS, rest=TEXTS, other=TEXTS)
def test_the_end_stands_behind_every_text_that_begins_so_and_before_all_others(start, rest, other):
    end = end_of(start)

    for text in (start + rest, other):
        within = start <= text and (end == "" or text < end)
        assert within == text.startswith(start)
    # What has no half of a pair in it can be asked of a database.
    end.encode()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("", ""),
        ("a", "b"),
        ("az", "a{"),
        ("\ud7ff", "\ue000"),
        ("a\uffff", "a\U00010000"),
        (f"a{LAST_CHARACTER}", "b"),
        (LAST_CHARACTER * 3, ""),
    ],
)
def test_the_end_of_a_beginning(start, end):
    assert end_of(start) == end


@pytest.mark.django_db
def test_the_database_finds_by_bounds_what_python_says_begins_so():
    chance = Random(7)
    texts = ["".join(chance.choices(BORDERS, k=chance.randrange(1, 4))) for _ in range(150)]
    home = OrganisationFactory()
    people = UserFactory.build_batch(len(texts), organisation=home)
    for number, person in enumerate(people):
        person.email, person.first_name, person.display_name = f"p{number}@acme.test", "-", ""
    User.all_objects.bulk_create(people)
    # As they are, unfolded: what stands in the column is compared, character by character.
    for person, text in zip(people, texts, strict=True):
        person.first_name_folded = text
    _write_as_they_are(people)
    bounds = {
        "first_name_folded__at_least": Later("start"),
        "first_name_folded__below": Later("end"),
    }
    found = PreparedRows(User.all_objects.filter(**bounds).values_list("first_name_folded"))

    starts = {text[:length] for text in texts for length in (1, 2)}
    asked = [start for start in sorted(starts) if end_of(start)]
    assert len(asked) > 50
    for start in asked:
        told = sorted(text for (text,) in found.all(start=start, end=end_of(start)))
        assert told == sorted(text for text in texts if text.startswith(start))


def _write_as_they_are(people: list[User]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE accounts_user SET first_name_folded = %s WHERE id = %s",
            [(person.first_name_folded, person.pk) for person in people],
        )


@pytest.mark.django_db
@pytest.mark.parametrize("last", [LAST_CHARACTER, f"{LAST_CHARACTER}{LAST_CHARACTER}"])
def test_who_is_named_with_the_last_character_of_all_is_found(last):
    home = OrganisationFactory()
    named = UserFactory(organisation=home, first_name=f"{last}x", email="x@acme.test")
    UserFactory(organisation=home, first_name="Zoë", email="zoe@acme.test")

    assert folded(last) == last
    assert list(User.all_objects.named_like(last)) == [named]
