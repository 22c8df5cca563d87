"""The base of every viewset: one operation, one domain call, in whatever dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from peerly.api.problems import InvalidQuery, UnknownId
from peerly.errors import Gone, NotAllowed, Refused

if TYPE_CHECKING:
    from peerly.api.dialect import Dialect


class Lane(Protocol):
    """A faster way to the same answer, for what is asked most and as it is asked mostly."""

    def answer(self, view: Any, request: HttpRequest) -> HttpResponse | None:
        """Return what the ordinary way would answer, or None with nothing done."""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What one action of a viewset asks, reads and answers.

    ``may`` is the policy about the person alone, asked before anything is looked up; None
    means that nobody need be signed in. ``query``, ``body`` and ``answer`` name words of the
    dialect. ``many`` answers are paged, ``page_size`` rows where not even the dialect's default
    is asked for; a ``whole`` answer is a list as well, of so few rows that it has no pages. A
    ``partial`` body may leave out any field. Up to ``most_at_once`` bodies may come as one array,
    each of which is carried out by itself. ``or_else`` has the statuses it may succeed with
    beside ``status``, and the words that are answered then. ``refuses`` are the refusals of the
    domain that a client can meet. ``lane`` answers the usual request faster.
    """

    summary: str
    may: Callable[[Any], bool] | None
    query: str | None = None
    body: str | None = None
    answer: str | None = None
    many: bool = False
    whole: bool = False
    page_size: int | None = None
    partial: bool = False
    most_at_once: int = 1
    status: int = 200
    or_else: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    refuses: tuple[type[Refused], ...] = field(default=())
    lane: Lane | None = None

    def words(self) -> Iterator[str]:
        """Yield the words that a dialect must have to offer this."""
        yield from (word for word in (self.query, self.body, self.answer) if word)
        yield from chain.from_iterable(self.or_else.values())


_HEADERS: dict[tuple[Any, ...], dict[str, str]] = {}


class ResourceViewSet(ViewSet):
    """Viewsets say what is asked and answered in ``operations``, and do one thing an action."""

    dialect: Dialect = None  # type: ignore[assignment]  # as_view binds it
    route: str = ""
    """The path as it is written first, whichever of its spellings was asked for; bound likewise."""
    _turn: tuple[Any] | None = None
    _throttles: list[Any] | None = None
    # For as_view, which binds it together with the rest of the dialect.
    pagination_class: type[BasePagination] | None = None
    operations: ClassVar[Mapping[str, Operation]] = {}
    resource: ClassVar[str] = ""
    path_schemas: ClassVar[Mapping[str, Any]] = {}
    """What a name in the path may be, in OpenAPI's words, where it is not only our id."""
    security_schemes: ClassVar[Mapping[str, Any]] = {}
    """What signs a request, in OpenAPI's words, where it is not what signs all others."""
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

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer by the express lane where that can, else as DRF does."""
        operation = self.operations.get(self.action_map.get(str(request.method).lower(), ""))
        if operation is not None and operation.lane is not None:
            self.action = self.action_map[request.method.lower()]
            answer = operation.lane.answer(self, request)
            if answer is not None:
                return answer
        return super().dispatch(request, *args, **kwargs)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What every answer at this path says; looked for once."""
        path = (self.dialect.name, type(self), *self.action_map)
        if path not in _HEADERS:
            _HEADERS[path] = super().default_response_headers
        return dict(_HEADERS[path])

    # Asking -----------------------------------------------------------------

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Do what DRF does first, but count a request before it can be refused."""
        self.format_kwarg = None
        renderer, media_type = self.perform_content_negotiation(request)
        request.accepted_renderer, request.accepted_media_type = renderer, media_type
        self.perform_authentication(request)
        self.check_throttles(request)
        self.check_permissions(request)
        if self.dialect.wants_json_always and request.method in {"POST", "PUT", "PATCH"}:
            self.check_media_type(request)

    def check_media_type(self, request: Request) -> None:
        """Refuse what does not say it is JSON, whether its body is read or not."""
        media_type = (request.content_type or "").partition(";")[0].strip().lower()
        if self.operation is not None and media_type != "application/json":
            raise exceptions.UnsupportedMediaType(media_type or "nothing")

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
        number = self.dialect.path_id(name, text)
        thing = rows.filter(pk=number).first() if number else None
        if thing is None:
            raise UnknownId(name)
        return thing

    # Reading ----------------------------------------------------------------

    @property
    def body(self) -> Any:
        """What is read: the body, or of several that came at once the one whose turn it is."""
        return self.request.data if self._turn is None else self._turn[0]

    def one_by_one(self, do: Callable[[], Response]) -> Iterator[Response]:
        """Yield what ``do`` answers to each of the bodies that came at once, or how it failed.

        A failure stops no other body; a bug stops all that are left.
        """
        if len(self.request.data) > self.asked.most_at_once:
            raise exceptions.ValidationError(f"Send at most {self.asked.most_at_once} at once.")
        for each in self.request.data:
            self._turn = (each,)
            try:
                yield do()
            except Exception as problem:  # noqa: BLE001 - a bug is raised again in there
                yield self.handle_exception(problem)

    def read(self, changing: Model | None = None) -> dict[str, Any]:
        """Return the body as the action's keyword arguments. Raises ValidationError."""
        data = self.body
        serializer: Any = self._word(self.asked.body)(
            instance=changing,
            data=data,
            partial=self.asked.partial,
            context=self.get_context(),
        )
        repeated = sorted(set(serializer.fields) & getattr(data, "repeated", set()))
        if repeated:
            raise exceptions.ValidationError(dict.fromkeys(repeated, "This is there twice."))
        is_valid = serializer.is_valid()
        unknown = self.dialect.unknown_fields(serializer, data)
        if unknown or not is_valid:
            raise exceptions.ValidationError({**serializer.errors, **unknown})
        return dict(serializer.validated_data)

    def read_query(self) -> dict[str, Any]:
        """Return the query string's parameters. Raises ValidationError."""
        serializer = self._word(self.asked.query)(
            data=self.request.query_params.dict(), context=self.get_context()
        )
        if not serializer.is_valid():
            raise InvalidQuery(serializer.errors)
        return dict(serializer.validated_data)

    def spelling_of(self, argument: str) -> str:
        """Return what the body calls ``argument`` of the action, or ``argument.part`` of it."""
        if self.operation is None or self.operation.body is None:
            return argument
        fields = self._word(self.operation.body)(context=self.get_context()).fields
        whole, dot, part = argument.partition(".")
        name = next((name for name in fields if fields[name].source == whole), whole)
        return f"{name}{dot}{part}"

    # Answering --------------------------------------------------------------

    def reply(self, thing: Any = None) -> Response:
        """Answer with ``thing`` in the operation's word, or with nothing to say."""
        if self.asked.answer is None:
            nothing: Any = None if self.asked.status == 204 else {}
            return Response(nothing, status=self.asked.status)
        word = self._word(self.asked.answer)
        if isinstance(thing, Model) and hasattr(word, "prepare"):
            rows = type(thing)._default_manager.filter(pk=thing.pk)
            thing = word.prepare(rows, self.viewer).first()
            if thing is None:  # what is really deleted may be so before it is told of
                raise Gone
        return Response(
            word(thing, context=self.get_context()).data,
            status=self.asked.status,
        )

    def reply_page(self, rows: Any, whole: Iterable[int] | None = None) -> Response:
        """Answer with one page of ``rows``, in their order; ``whole`` adds up to how many."""
        word = self._word(self.asked.answer)
        if hasattr(word, "prepare"):
            rows = word.prepare(rows, self.viewer)
        paginator: Any = self.dialect.pagination_class()
        paginator.whole = whole
        page: Any = paginator.paginate_queryset(rows, self.request, view=self)
        response = Response(word(page, many=True, context=self.get_context()).data)
        response.paginator = paginator  # type: ignore[attr-defined]
        return response

    def reply_whole(self, rows: Iterable[Any]) -> Response:
        """Answer with all of ``rows``, which are few."""
        word = self._word(self.asked.answer)
        if isinstance(rows, QuerySet) and hasattr(word, "prepare"):
            rows = word.prepare(rows, self.viewer)
        return Response(word(rows, many=True, context=self.get_context()).data)

    # DRF's hooks ------------------------------------------------------------

    def get_throttles(self) -> list[Any]:
        """Return the dialect's throttles, kept so that the answer can tell what is left."""
        if self._throttles is None:
            self._throttles = [make() for make in self.dialect.throttle_classes]
        return self._throttles

    def get_exception_handler(self) -> Callable[..., Any]:
        """Failures are phrased by the dialect."""
        return self.dialect.handle_exception

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say beside the answer what every one says."""
        return self.sealed(super().finalize_response(request, response, *args, **kwargs))

    def sealed(self, response: Any) -> Any:
        """Keep what one person was told out of every cache; tell what is left of their limits."""
        response["Cache-Control"] = "no-store"
        for throttle in self._throttles or ():
            for name, value in throttle.headers().items():
                response[name] = value
        return response

    def get_context(self) -> dict[str, Any]:
        """What serializers may ask about: the request, the view and who asks."""
        return {"request": self.request, "view": self, "viewer": self.request.user}

    def _word(self, name: str | None) -> Any:
        # Dialect.path has checked at import that there is such a word.
        return self.dialect.words[str(name)]
