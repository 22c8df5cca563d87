"""People, as only these clients ask about them: by several identifiers, and put one or many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import records, users
from accounts.models import User, record_of
from peerly.api.problems import REQUIRED, UnknownId
from peerly.api.viewsets import Operation, ResourceViewSet
from peerly.dialects.betterworks.serializers.fields import IDENTIFIER, SEVERAL, whom
from peerly.errors import InvalidField

Handler = Callable[..., Response]

MOST_AT_ONCE = 100
NEEDED = ("email", "first_name")
"""What a person takes who is not there yet."""

REFUSES = (*records.REFUSALS, *users.MUST_STAY)


class SeveralPeople(InvalidField):
    """Two people go by one identifier: it is our id of one, and an employee id."""

    message = SEVERAL

    def __init__(self) -> None:
        super().__init__("identifier", SEVERAL)


def for_one_or_many(handler: Handler) -> Handler:
    """Let a viewset's POST take an array: each row by itself, and a line of the answer for each."""

    @wraps(handler)
    def wrapped(view: ResourceViewSet, request: Request, **kwargs: Any) -> Response:
        if not isinstance(request.data, list):
            return handler(view, request, **kwargs)
        answers = view.one_by_one(lambda: handler(view, request, **kwargs))
        return Response({"results": [_line(*each) for each in enumerate(answers)]})

    return wrapped


def _line(index: int, answer: Response) -> dict[str, Any]:
    line = {"index": index, "status": answer.status_code}
    return line | ({"errors": answer.data} if answer.exception else {"id": answer.data["id"]})


class PeopleViewSet(ResourceViewSet):
    """The people one can see; an administrator's key makes, changes, removes and restores them."""

    resource = "user"
    path_schemas: ClassVar[Mapping[str, Any]] = {"identifier": IDENTIFIER}
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(summary="List people", may=policies.is_anybody, answer="user", many=True),
        "create": Operation(
            summary="Make a person (201) or change one (200), or up to 100 in an array (200)",
            may=policies.can_keep_directory,
            body="user_to_put",
            answer="user",
            status=201,
            or_else={200: ("user", "put_lines")},
            most_at_once=MOST_AT_ONCE,
            refuses=REFUSES,
        ),
        "retrieve": Operation(
            summary="Show a person",
            may=policies.is_anybody,
            answer="user",
            refuses=(SeveralPeople,),
        ),
        "update": Operation(
            summary="Change a person",
            may=policies.can_keep_directory,
            body="user_changes",
            answer="user",
            partial=True,
            refuses=(SeveralPeople, *REFUSES),
        ),
    }
    told: Mapping[str, Any] = {}

    def list(self, request: Request) -> Response:
        """List colleagues by id; administrators also see removed ones."""
        return self.reply_page(self._people().order_by("id"))

    @for_one_or_many
    def create(self, request: Request) -> Response:
        """Change who has the employee id, or else the address; make them if nobody has."""
        person, is_new = records.put(by=self.viewer, find=self._known, **self.read())
        answer = self.reply(person)
        answer.status_code = 201 if is_new else 200
        return answer

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show one person."""
        return self.reply(self._person())

    def update(self, request: Request, **kwargs: str) -> Response:
        """Change what is told of one person; the rest stays."""
        person = self._person()
        return self.reply(records.keep(by=self.viewer, person=person, **self.read()))

    def read(self, changing: Any = None) -> dict[str, Any]:
        """Return the body as keyword arguments, and remember whom it is about."""
        self.told = super().read(changing)
        return dict(self.told)

    def _people(self) -> Any:
        return User.all_objects.visible_to(self.viewer)

    def _person(self) -> User:
        try:
            person = whom(self.viewer, self.kwargs["identifier"])
        except exceptions.ValidationError:
            raise SeveralPeople from None
        if person is None:
            raise UnknownId("identifier")
        return person

    def _known(self) -> User | None:
        """Return whom the body is about. Raises ValueTaken, ValidationError."""
        employee_id, email = self.told.get("employee_id"), self.told.get("email")
        person: User | None = None
        if employee_id:
            person = self._people().filter(record__employee_id=employee_id).first()
        if person is None and email:
            person = self._people().with_record().with_email(email).first()
            # An address that goes from one employee to another is to be freed first.
            if employee_id and person and record_of(person).employee_id:
                raise records.ValueTaken("email")
        if person is None:
            self._require_all()
        return person

    def _require_all(self) -> None:
        said = exceptions.ErrorDetail("This field is required.", code=REQUIRED)
        if missing := [name for name in NEEDED if not self.told.get(name)]:
            raise exceptions.ValidationError(dict.fromkeys(missing, said))
