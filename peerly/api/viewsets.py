"""The base of every viewset: one operation, one domain call, in whatever dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, QuerySet
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from peerly.api.problems import UnknownId
from peerly.errors import NotAllowed, Refused
from peerly.notation import as_id

if TYPE_CHECKING:
    from peerly.api.dialect import Dialect


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What one action of a viewset asks, reads and answers.

    ``may`` is the policy about the person alone, asked before anything is looked up; None
    means that nobody need be signed in. ``query``, ``body`` and ``answer`` name words of the
    dialect. ``many`` answers are paged, ``page_size`` rows where not even the dialect's default
    is asked for. ``refuses`` are the refusals of the domain that a client can meet.
    """

    summary: str
    may: Callable[[Any], bool] | None
    query: str | None = None
    body: str | None = None
    answer: str | None = None
    many: bool = False
    page_size: int | None = None
    status: int = 200
    refuses: tuple[type[Refused], ...] = field(default=())

    def words(self) -> Iterator[str]:
        """Yield the words that a dialect must have to offer this."""
        yield from (word for word in (self.query, self.body, self.answer) if word)


class ResourceViewSet(ViewSet):
    """Viewsets say what is asked and answered in ``operations``, and do one thing an action."""

    dialect: Dialect = None  # type: ignore[assignment]  # as_view binds it
    # For as_view, which binds it together with the rest of the dialect.
    pagination_class: type[BasePagination] | None = None
    operations: ClassVar[Mapping[str, Operation]] = {}
    resource: ClassVar[str] = ""
    # DRF's metadata would need a serializer class; without it OPTIONS is a plain 405.
    metadata_class = None
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]

    @property
    def operation(self) -> Operation | None:
        """The operation asked for; None for a method this path does not have."""
        return self.operations.get(self.action or "")

    @property
    def asked(self) -> Operation:
        """The operation asked for, once it is known that there is one."""
        return self.operations[self.action]

    @property
    def viewer(self) -> Any:
        """The person who asks."""
        return self.request.user

    # Asking -----------------------------------------------------------------

    def check_permissions(self, request: Request) -> None:
        """Ask who it is, then the operation's policy, before any id or body is looked at."""
        operation = self.operation
        if operation is None and not request.authenticators:
            return  # a verb this path does not have, where nobody can sign in: a plain 405
        if operation is not None and operation.may is None:
            return
        if request.user is None:
            raise exceptions.NotAuthenticated
        if operation is not None and operation.may is not None and not operation.may(request.user):
            raise NotAllowed

    def find(self, rows: QuerySet[Any]) -> Any:
        """Return the row whose id is in the path. Raises UnknownId."""
        name, text = next(iter(self.kwargs.items()))
        number = as_id(text)
        thing = rows.filter(pk=number).first() if number else None
        if thing is None:
            raise UnknownId(name)
        return thing

    # Reading ----------------------------------------------------------------

    def read(self, changing: Model | None = None) -> dict[str, Any]:
        """Return the body as the action's keyword arguments. Raises ValidationError."""
        data = self.request.data
        serializer: Any = self._word(self.asked.body)(
            instance=changing, data=data, context=self.get_context()
        )
        repeated = sorted(set(serializer.fields) & getattr(data, "repeated", set()))
        if repeated:
            raise exceptions.ValidationError(dict.fromkeys(repeated, "This is there twice."))
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def read_query(self) -> dict[str, Any]:
        """Return the query string's parameters. Raises ValidationError."""
        serializer = self._word(self.asked.query)(
            data=self.request.query_params.dict(), context=self.get_context()
        )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def spelling_of(self, argument: str) -> str:
        """Return what the body calls ``argument`` of the action."""
        if self.operation is None or self.operation.body is None:
            return argument
        fields = self._word(self.operation.body)(context=self.get_context()).fields
        return next((name for name in fields if fields[name].source == argument), argument)

    # Answering --------------------------------------------------------------

    def reply(self, thing: Any = None) -> Response:
        """Answer with ``thing`` in the operation's word, or with nothing to say."""
        if self.asked.answer is None:
            return Response({}, status=self.asked.status)
        word = self._word(self.asked.answer)
        if isinstance(thing, Model) and hasattr(word, "prepare"):
            thing = word.prepare(
                type(thing)._default_manager.filter(pk=thing.pk), self.viewer
            ).get()
        return Response(
            word(thing, context=self.get_context()).data,
            status=self.asked.status,
        )

    def reply_page(self, rows: QuerySet[Any]) -> Response:
        """Answer with one page of ``rows``, which are in their order already."""
        word = self._word(self.asked.answer)
        if hasattr(word, "prepare"):
            rows = word.prepare(rows, self.viewer)
        paginator = self.dialect.pagination_class()
        page = paginator.paginate_queryset(rows, self.request, view=self)
        response = Response(word(page, many=True, context=self.get_context()).data)
        response.paginator = paginator  # type: ignore[attr-defined]
        return response

    # DRF's hooks ------------------------------------------------------------

    def get_exception_handler(self) -> Callable[..., Any]:
        """Failures are phrased by the dialect."""
        return self.dialect.handle_exception

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep what one person was told out of every cache."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get_context(self) -> dict[str, Any]:
        """What serializers may ask about: the request, the view and who asks."""
        return {"request": self.request, "view": self, "viewer": self.request.user}

    def _word(self, name: str | None) -> Any:
        # Dialect.path has checked at import that there is such a word.
        return self.dialect.words[str(name)]


class NoSuchEndpoint(ResourceViewSet):
    """Whatever is asked for here does not exist."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "nothing": Operation(summary="Nothing", may=None)
    }
    schema = None

    def get_authenticators(self) -> list[Any]:
        """A path that does not exist is nobody's secret."""
        return []

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Nothing is allowed here, so nothing is said to be."""
        return {}

    def nothing(self, request: Request, **kwargs: Any) -> Response:
        """Say so."""
        raise exceptions.NotFound

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Say the same whatever the method: there is no other one to try."""
        raise exceptions.NotFound
