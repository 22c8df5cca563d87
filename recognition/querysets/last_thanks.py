"""Since when people wait for a word: kept as it happens, so that nobody is looked up one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import connection, models
from django.db.models import Exists, Max, OuterRef

from accounts.querysets import OwnedQuerySet
from peerly.prepared import told_as
from recognition.querysets.counting import model

M = TypeVar("M", bound=models.Model)


def noting(source: str) -> str:
    """Return the statement that notes the SELECT ``source``: organisation, person and moment.

    What is later stays, unless it only says when they joined.
    """
    return (
        "INSERT INTO recognition_lastthanks AS stored (organisation_id, user_id, at)"
        f" {source} ON CONFLICT (organisation_id, user_id) DO UPDATE SET at = EXCLUDED.at"
        ", was_thanked = TRUE WHERE stored.at < EXCLUDED.at OR NOT stored.was_thanked"
    )


class LastThanksQuerySet(OwnedQuerySet[M]):
    """When people were thanked last, or joined."""

    def of(self, person: Any) -> Self:
        """Keep that of ``person``."""
        return self.filter(user=person)

    def since(self, moment: datetime) -> Self:
        """Keep those of after ``moment``."""
        return self.filter(at__gt=moment)

    def until(self, moment: datetime) -> Self:
        """Keep those of ``moment`` or before, the longest ago first."""
        return self.filter(at__lte=moment).order_by("at", "user")

    def of_others_than(self, people: Any) -> Self:
        """Leave out those of ``people``, a queryset."""
        return self.filter(~Exists(people.filter(pk=OuterRef("user"))))

    def note(self, recognition: Any) -> None:
        """Take note of ``recognition``, which counts from now on."""
        at = told_as(recognition.given_at)
        with connection.cursor() as cursor:
            cursor.execute(
                noting("VALUES (%s, %s, %s)"),
                [recognition.organisation_id, recognition.given_for_id, at],
            )

    def forget(self, recognition: Any) -> None:
        """Look for the one before ``recognition``, which counts no more."""
        mine = self.filter(organisation=recognition.organisation_id, user=recognition.given_for_id)
        # Held first: whoever thanks just now has noted it and is seen below, or does so after.
        if not list(mine.select_for_update()):
            return
        given = model("Recognition").objects.not_hidden().given_for([recognition.given_for_id])
        last = given.order_by().aggregate(at=Max("given_at"))["at"]
        mine.update(at=last or recognition.given_for.joined_at, was_thanked=last is not None)

    def begin(self, *people: Any) -> None:
        """Take note of ``people``, who have just joined."""
        self.bulk_create(
            self.model(
                organisation_id=person.organisation_id,
                user=person,
                at=person.joined_at,
                was_thanked=False,
            )
            for person in people
        )

    def wrong(self, organisation: Any) -> int:
        """Return of how many people of ``organisation`` something else is noted, or nothing."""
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, _told(organisation))
            count: int = cursor.fetchone()[0]
        return count

    def correct(self, organisation: Any) -> None:
        """Note what should be there of all of these."""
        with connection.cursor() as cursor:
            cursor.execute(CORRECTED, _told(organisation))


def _told(organisation: Any) -> dict[str, int]:
    return {"organisation": organisation.pk}


# Whoever was hidden may be left without any: their recognitions are looked at, not what is noted.
WRONG = """
    SELECT person.organisation_id, person.id, COALESCE(given.at, person.joined_at) AS at,
        given.at IS NOT NULL AS was_thanked
    FROM accounts_user AS person
    LEFT JOIN (
        SELECT given_for_id, MAX(given_at) AS at FROM recognition_recognition
        WHERE organisation_id = %(organisation)s AND hidden_at IS NULL GROUP BY given_for_id
    ) AS given ON given.given_for_id = person.id
    LEFT JOIN recognition_lastthanks AS stored
        ON stored.organisation_id = person.organisation_id AND stored.user_id = person.id
    WHERE person.organisation_id = %(organisation)s AND (
        stored.at IS NULL OR stored.at <> COALESCE(given.at, person.joined_at)
        OR stored.was_thanked <> (given.at IS NOT NULL)
    )
"""
COUNTED = f"SELECT COUNT(*) FROM ({WRONG}) AS wrong"  # noqa: S608 - made of the text above
CORRECTED = (
    f"INSERT INTO recognition_lastthanks (organisation_id, user_id, at, was_thanked) {WRONG}"
    " ON CONFLICT (organisation_id, user_id)"
    " DO UPDATE SET at = EXCLUDED.at, was_thanked = EXCLUDED.was_thanked"
)
