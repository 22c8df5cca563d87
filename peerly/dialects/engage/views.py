"""Users and their events, as only this dialect asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import events, records, users
from accounts.models import User
from peerly.api.express import Lane
from peerly.api.problems import UnknownId
from peerly.api.viewsets import Operation, ResourceViewSet
from peerly.dialects.engage.authentication import KeyAloneThrottle, is_proven
from peerly.dialects.engage.serializers.fields import LONGEST_UID, can_be_called

OK = {"status": "ok"}


class KeyedViewSet(ResourceViewSet):
    """What is asked for with a key and its secret; ``with_key_alone`` names what takes no secret.

    Those operations, and no other, a page of any origin may ask for: what they need of a browser
    is no secret, and no cookie counts here.
    """

    resource = "user"
    with_key_alone: ClassVar[frozenset[str]] = frozenset()
    path_schemas: ClassVar[Mapping[str, Any]] = {
        "uid": {"type": "string", "minLength": 1, "maxLength": LONGEST_UID}
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, also what a browser asks before it sends what a page of another origin wants."""
        wanted = request.headers.get("Access-Control-Request-Method", "")
        is_preflight = request.method == "OPTIONS" and "Origin" in request.headers
        if is_preflight and self._is_open(self.action_map.get(wanted.lower(), "")):
            return _preflight(wanted)
        return super().dispatch(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        """Ask for the secret too, unless the key alone is enough for this."""
        is_known = self.operation is not None
        if is_known and not is_proven(request) and not self._is_open(self.action):
            raise exceptions.NotAuthenticated
        super().check_permissions(request)

    def get_throttles(self) -> list[Any]:
        """A key that is no secret is in everybody's hands."""
        self._throttles = [KeyAloneThrottle()] if self._is_open(self.action) else []
        return self._throttles

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let pages of any origin read what they may ask for."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if self._is_open(self.action):
            response["Access-Control-Allow-Origin"] = "*"
        return response

    def find_user(self) -> User:
        """Return whom the path means. Raises UnknownId."""
        person = self.holder_of(self.kwargs["uid"])
        if person is None:
            raise UnknownId("uid")
        return person

    def holder_of(self, uid: str) -> User | None:
        """Return who is called ``uid``: who has none goes by their e-mail address."""
        return (self.called(uid) or self.nameless_at(uid)) if uid.isprintable() else None

    def called(self, uid: str) -> User | None:
        """Return whom another application has given ``uid``."""
        found: User | None = self._people().filter(record__external_id=uid).first()
        return found

    def nameless_at(self, email: str) -> User | None:
        """Return who has that address and no uid of their own."""
        found: User | None = (
            self._people().with_email(email).filter(record__external_id=None).first()
        )
        return found

    def _people(self) -> Any:
        return User.objects.visible_to(self.viewer)

    def _is_open(self, action: str | None) -> bool:
        return action in self.with_key_alone


class UserViewSet(KeyedViewSet):
    """The people of the directory."""

    with_key_alone = frozenset({"create", "update"})
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List users",
            may=policies.can_keep_directory,
            answer="user",
            many=True,
            lane=Lane(lambda reader: User.objects.visible_to(reader).order_by("id")),
        ),
        "create": Operation(
            summary="Add a user (the key alone is enough, but for an e-mail address)",
            may=policies.can_keep_directory,
            body="new_user",
            answer="user_as_said",
            status=201,
            refuses=records.REFUSALS,
        ),
        "retrieve": Operation(
            summary="Show a user", may=policies.can_keep_directory, answer="user"
        ),
        "update": Operation(
            summary="Change a user, or add them (the key alone is enough for what is nobody's own)",
            may=policies.can_keep_directory,
            body="user_changes",
            answer="user_as_said",
            refuses=records.REFUSALS,
        ),
        "destroy": Operation(
            summary="Remove a user",
            may=policies.can_keep_directory,
            answer="done",
            refuses=users.MUST_STAY,
        ),
    }

    def list(self, request: Request) -> Response:
        """List people by id."""
        return self.reply_page(self._people().order_by("id"))

    def create(self, request: Request) -> Response:
        """Add somebody; they are who first signs in with the address."""
        person = records.provision(by=self.viewer, is_proven=is_proven(self.request), **self.read())
        return self.reply(person)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show one person."""
        return self.reply(self.find_user())

    def update(self, request: Request, **kwargs: str) -> Response:
        """Note what is told of a person, who is made if there is none."""
        if not can_be_called(self.kwargs["uid"]):
            self.find_user()
        person, _ = records.put(
            by=self.viewer,
            find=self._addressee,
            is_proven=is_proven(self.request),
            **self.read(),
        )
        return self.reply(person)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Remove a person: their history stays, their sessions and keys stop."""
        users.remove(by=self.viewer, person=self.find_user())
        return self.reply(OK)

    def read(self, changing: Any = None) -> dict[str, Any]:
        """Return what is told, with what the path says of it. Raises NotAuthenticated."""
        told = super().read(changing)
        if "email" in told and not is_proven(self.request):
            raise exceptions.NotAuthenticated
        return self._identified(told) if "uid" in self.kwargs else told

    def _identified(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return ``told`` with the uid it is to be kept under, or the address that is the uid."""
        uid = self.kwargs["uid"]
        named = told.pop("external_id", uid)
        is_address = "@" in uid and self.called(uid) is None
        is_given = is_address and "@" not in named
        if named != uid and not is_given:
            raise exceptions.ValidationError({"id": "Only somebody without a uid can get one."})
        if is_given or not is_address:
            told["external_id"] = named
        if is_address:
            told.setdefault("email", uid.lower())
        return told

    def _addressee(self) -> User | None:
        """Return whom an upsert means: who is called so, else who has the address and no uid."""
        email = self.body.get("email")
        known = self.holder_of(self.kwargs["uid"])
        return known or (self.nameless_at(email) if isinstance(email, str) else None)


class EventViewSet(KeyedViewSet):
    """What people did elsewhere."""

    resource = "event"
    with_key_alone = frozenset({"create"})
    operations: ClassVar[Mapping[str, Operation]] = {
        "create": Operation(
            summary="Note what a user did elsewhere (the key alone is enough)",
            may=policies.is_anybody,
            body="new_event",
            answer="done",
            refuses=(events.TooManyEvents,),
        ),
    }

    def create(self, request: Request, **kwargs: str) -> Response:
        """Append it to what is kept; nothing follows from it."""
        person = self.find_user()
        events.note(by=self.viewer, person=person, is_proven=is_proven(self.request), **self.read())
        return self.reply(OK)


def _preflight(method: str) -> HttpResponse:
    said = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": method,
        "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-Id",
        "Access-Control-Max-Age": "600",
        "Cache-Control": "no-store",
    }
    return JsonResponse(OK, headers=said)
