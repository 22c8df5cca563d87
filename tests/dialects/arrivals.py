"""How one more row comes into each list, whichever dialect asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.api.directory import (
    BusinessViewSet,
    DepartmentViewSet,
    JobTitleViewSet,
    LocationViewSet,
)
from accounts.api.organisations import OrganisationViewSet
from accounts.api.people import PeopleViewSet
from accounts.models import Business, Department, JobTitle, Location
from accounts.models.directory import DirectoryEntry
from peerly.api.viewsets import ResourceViewSet
from recognition.api.badges import BadgeViewSet
from recognition.api.core_values import CoreValueViewSet
from recognition.api.moderation import CaseViewSet
from recognition.api.people import AwardViewSet, MyAwardViewSet
from recognition.api.recognitions import Hi5ViewSet, RecognitionViewSet
from recognition.models import BadgeAward, Case, Hi5, Recognition
from tests.cast import (
    BadgeFactory,
    CoreValueFactory,
    OrganisationFactory,
    RecognitionFactory,
    UserFactory,
)
from tests.dialects.stage import Side

_number: Iterator[int] = count(1)


def _core_value(side: Side) -> Any:
    # By turns a child of the first value, which comes into the middle of the list, and a new top.
    parent = side.value if next(_number) % 2 else None
    return CoreValueFactory(organisation=side.organisation, parent=parent)


def _person(side: Side) -> Any:
    return UserFactory(organisation=side.organisation)


def _recognition(side: Side) -> Recognition:
    # Three share a second, so that the time alone does not tell where one stopped.
    given_at = timezone.now() - timedelta(days=1, seconds=-(next(_number) // 3))
    thanks: Recognition = RecognitionFactory(
        given_by=side.giver, given_for=side.receiver, core_value=side.value, given_at=given_at
    )
    return thanks


def _hi5(side: Side) -> Any:
    return Hi5.objects.create(
        organisation=side.organisation,
        recognition=side.joined,
        given_by=_person(side),
        given_at=timezone.now() + timedelta(seconds=next(_number) // 3),
    )


def _case(side: Side) -> Any:
    return Case.objects.create(
        organisation=side.organisation,
        recognition=_recognition(side),
        status=("open", "upheld", "dismissed")[next(_number) % 3],
        opened_at=timezone.now() + timedelta(seconds=next(_number) // 3),
    )


def _award(side: Side) -> Any:
    start = timezone.now() - timedelta(days=7 * (next(_number) // 3))
    return BadgeAward.objects.create(
        organisation=side.organisation,
        badge=_badge(side),
        user=side.receiver,
        hi5_count_required=1,
        hi5_frequency="WEEKLY",
        period_start=start,
        period_end=start + timedelta(days=7),
        awarded_at=start,
    )


def _badge(side: Side) -> Any:
    return BadgeFactory(organisation=side.organisation, name=f"Badge {next(_number)}")


def _organisation(side: Side) -> Any:
    return OrganisationFactory(domain_name=f"new-{next(_number)}.test")


def _entry(kind: type[DirectoryEntry]) -> Callable[[Side], Any]:
    """Return how another entry of the directory comes, not at the end of the alphabet."""

    def arrive(side: Side) -> Any:
        number = next(_number)
        return kind.objects.create(organisation=side.organisation, name=f"{number % 7} {number}")

    return arrive


ARRIVALS: dict[type[ResourceViewSet], Callable[[Side], Any]] = {
    CoreValueViewSet: _core_value,
    PeopleViewSet: _person,
    RecognitionViewSet: _recognition,
    Hi5ViewSet: _hi5,
    CaseViewSet: _case,
    AwardViewSet: _award,
    MyAwardViewSet: _award,
    BadgeViewSet: _badge,
    OrganisationViewSet: _organisation,
    DepartmentViewSet: _entry(Department),
    BusinessViewSet: _entry(Business),
    LocationViewSet: _entry(Location),
    JobTitleViewSet: _entry(JobTitle),
}
