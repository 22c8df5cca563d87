"""OpenAPI out of what the viewsets' operations declare: nothing is described twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from typing import Any, ClassVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from peerly.api.problems import Problem
from peerly.errors import InvalidField

NO_CONTENT = 204
NOTHING = "nothing"
WRONG = {"field_name": "Error message"}
ID = {"type": "integer", "format": "int64", "minimum": 1}
REQUEST_ID = OpenApiParameter(
    "X-Request-Id", str, OpenApiParameter.HEADER, response=True, description="Yours, or a new one."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Makes a repeated request have one effect; kept for 24 hours.",
)


@extend_schema_field({"type": "object", "maxProperties": 0})
class Nothing(serializers.Field):
    """Nothing to say. A serializer without fields would be left out of the document."""

    example: ClassVar[dict[str, Any]] = {}


class DialectSchema(AutoSchema):
    """One operation of a viewset, described in the dialect it is bound to."""

    view: Any

    def get_operation_id(self) -> str:
        """Return e.g. ``core_value_create``."""
        names = [part for part in self.path.strip("/").split("/") if not part.startswith("{")]
        said = f"{'_'.join(names)}_{self.view.action}"
        is_said_twice = list(self.view.action_map.values()).count(self.view.action) > 1
        return f"{said}_{self.method.lower()}" if is_said_twice else said

    def get_tags(self) -> list[str]:
        """Group by what the viewset is about."""
        return [self.view.resource]

    def get_summary(self) -> str:
        """Return the operation's."""
        return str(self.view.operation.summary)

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Name what signs the request, unless anybody may ask."""
        schemes: dict[str, list[str]] = {name: [] for name in self.view.security_schemes}
        return [] if self.view.operation.may is None else [schemes]

    def get_override_parameters(self) -> list[Any]:
        """Return the query's fields and the headers."""
        operation = self.view.operation
        parameters: list[Any] = [REQUEST_ID]
        parameters += [
            OpenApiParameter(name, self.view.path_schemas.get(name, ID), OpenApiParameter.PATH)
            for name in self._path_names()
        ]
        if operation.query:
            parameters.append(self.view.dialect.words[operation.query])
        if self._is_once_per_key():
            parameters.append(IDEMPOTENCY_KEY)
        return parameters

    def get_request_serializer(self) -> Any:
        """Return the word for the body; what is not read may be any JSON, but may have to be."""
        operation = self.view.operation
        if not operation.body:
            must_say_json = self.view.dialect.wants_json_always and self.method != "DELETE"
            return {"application/json": {}} if must_say_json else None
        return self.view.dialect.words[operation.body](partial=operation.partial)

    def get_response_serializers(self) -> Any:
        """Return every status this can answer with, in the dialect's own phrases."""
        dialect = self.view.dialect
        responses = dict(self._successes())
        by_status = defaultdict(list)
        for problem in self._problems():
            phrase = self._phrase(problem)
            by_status[str(phrase.status)].append(
                OpenApiExample(problem.code, phrase.body, response_only=True)
            )
        for status, examples in sorted(by_status.items()):
            told = ", ".join(sorted({example.name for example in examples}))
            responses[status] = OpenApiResponse(dialect.problem_schema, told, examples)
        return responses

    def get_examples(self) -> list[OpenApiExample]:
        """Return the body's example, and one of several at once."""
        operation = self.view.operation
        if not operation.body:
            return []
        one = self.view.dialect.words[operation.body].example
        told = {"request": one} | ({"several": [one]} if operation.most_at_once > 1 else {})
        return [OpenApiExample(name, said, request_only=True) for name, said in told.items()]

    def _get_pagination_parameters(self) -> list[Any]:
        if not self.view.operation.many:
            return []
        parameters: list[Any] = self.view.pagination_class().get_schema_operation_parameters(
            self.view
        )
        return parameters

    def _is_list_view(self, serializer: Any = None) -> bool:
        # The envelope is the dialect's; nothing here is to be wrapped once more.
        return False

    def _get_request_for_media_type(self, serializer: Any, direction: str = "request") -> Any:
        told: Any = super()._get_request_for_media_type(serializer, direction)  # type: ignore[no-untyped-call]
        schema, is_required = told
        is_required = is_required or self.view.dialect.wants_json_always
        most = self.view.operation.most_at_once
        if most > 1:
            several = {"type": "array", "items": schema, "maxItems": most}
            schema = {"oneOf": [schema, several]}
        return schema, is_required

    def _successes(self) -> Iterator[tuple[str, OpenApiResponse]]:
        """Yield the statuses of what went well, and what is answered then."""
        operation = self.view.operation
        answers = {operation.status: (operation.answer or NOTHING,), **operation.or_else}
        for status, words in answers.items():
            told = {word: self._told(word) for word in words if status != NO_CONTENT}
            examples = [
                OpenApiExample(word if len(told) > 1 else "answer", example, response_only=True)
                for word, (_, example) in told.items()
            ]
            shape = _one_of({word: shape for word, (shape, _) in told.items()})
            yield str(status), OpenApiResponse(shape, operation.summary, examples)

    def _told(self, word: str) -> tuple[Any, Any]:
        """Return (shape, example) of ``word`` in its envelope."""
        operation, dialect = self.view.operation, self.view.dialect
        answer: Any = dialect.words.get(word, Nothing)
        if operation.whole:
            answer = _several(answer)
        shape, example = dialect.envelope(word, answer, operation.many)
        return shape, example

    def _problems(self) -> Iterator[Problem]:
        """Yield what can go wrong, said neutrally."""
        operation = self.view.operation
        if operation.may is not None:
            yield Problem("invalid_token")
            yield Problem("access_denied")
        names = self._path_names()
        if names:
            yield Problem("unknown_id", fields={names[0]: "This does not exist."})
        yield from self._problems_of_reading()
        for refusal in operation.refuses:
            named = WRONG if issubclass(refusal, InvalidField) else {}
            yield Problem(refusal.code, refusal.message, dict(named), refusal=refusal)
        if self.method not in SAFE_METHODS:
            yield from self._problems_of_writing()
        if self.view.get_throttles():
            yield Problem("too_many_requests", "Too many requests, try again later.")
        yield Problem("not_acceptable", "This version of the API does not exist.")
        yield Problem("internal")
        yield Problem("unavailable")

    def _problems_of_reading(self) -> Iterator[Problem]:
        operation = self.view.operation
        plain = Problem("invalid_data", fields=WRONG)
        others = []
        if operation.query or operation.many or self._is_once_per_key():
            others.append(Problem("invalid_query", fields=WRONG))
        if operation.body:
            others.append(Problem("malformed_body", "The body is not JSON."))
        # Some dialects word these as they word a wrong field: then that one stands for all.
        apart = [each for each in others if self._phrase(each).status != self._phrase(plain).status]
        if operation.body or len(apart) < len(others):
            yield plain
        yield from apart

    def _phrase(self, problem: Problem) -> Any:
        return self.view.dialect.phrase_problem(problem, self.method, self.view.resource)

    def _problems_of_writing(self) -> Iterator[Problem]:
        if self.view.operation.body:
            yield Problem("payload_too_large", "The body is too large.")
        if self.view.operation.body or (
            self.view.dialect.wants_json_always and self.method != "DELETE"
        ):
            yield Problem("unsupported_media_type", "Unsupported media type.")
        if self._is_once_per_key():
            reused = getattr(self.view, self.view.action).refuses
            yield Problem(reused.code, reused.message, refusal=reused)
        # Whatever writes may find somebody else's lock in its way.
        yield Problem("conflict", "Another request is working on this, try again.")

    def _path_names(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    def _is_once_per_key(self) -> bool:
        handler = getattr(self.view, self.view.action or "", None)
        return bool(getattr(handler, "once_per_key", False))


def _one_of(shapes: dict[str, Any]) -> Any:
    """Return the one shape there is, or that it is one of several; None for no content."""
    if len(shapes) < 2:
        return next(iter(shapes.values()), None)
    name = "Or".join(map(component_name, shapes))
    return PolymorphicProxySerializer(name, list(shapes.values()), resource_type_field_name=None)


def component_name(word: str) -> str:
    """Return what OpenAPI calls ``word``: NewUser for new_user."""
    return "".join(part.title() for part in word.split("_"))


@cache
def _several(word: Any) -> Any:
    """Return the word for a list of them; always the same one, by which OpenAPI knows it."""
    several: Any = partial(word, many=True)
    several.example = [word.example]
    return several


def without_other_spellings(endpoints: list[Any]) -> list[Any]:
    """drf-spectacular's hook: the second spelling of a path is not a second path."""
    first = {(view, method): path for path, _, method, view in reversed(endpoints)}
    return [each for each in endpoints if first[each[3], each[2]] == each[0]]
