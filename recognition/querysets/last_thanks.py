"""When people were thanked last: kept as it happens, so that nobody is looked up one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import connection, models
from django.db.models import Exists, Max, OuterRef

from accounts.querysets import OwnedQuerySet
from recognition.querysets.counting import model

M = TypeVar("M", bound=models.Model)


def noting(source: str) -> str:
    """Return the statement that notes the SELECT ``source``: organisation, person and moment.

    What is later stays.
    """
    return (
        "INSERT INTO recognition_lastthanks AS stored (organisation_id, user_id, at)"
        f" {source} ON CONFLICT (organisation_id, user_id) DO UPDATE SET at = EXCLUDED.at"
        " WHERE stored.at < EXCLUDED.at"
    )


class LastThanksQuerySet(OwnedQuerySet[M]):
    """When people were thanked last."""

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
        at = connection.ops.adapt_datetimefield_value(recognition.given_at)
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
        mine.delete() if last is None else mine.update(at=last)

    def counted(self, recognitions: Any) -> dict[int, datetime]:
        """Return what should be there, by id of the person, by ``recognitions``."""
        found = recognitions.order_by().values_list("given_for").annotate(Max("given_at"))
        return dict(found)
