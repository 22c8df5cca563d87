"""OpenAPI out of what the viewsets' operations declare: nothing is described twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.permissions import SAFE_METHODS

from peerly.api.problems import Problem

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


class DialectSchema(AutoSchema):
    """One operation of a viewset, described in the dialect it is bound to."""

    view: Any

    def get_operation_id(self) -> str:
        """Return e.g. ``core_value_create``."""
        names = [part for part in self.path.strip("/").split("/") if not part.startswith("{")]
        return f"{'_'.join(names)}_{self.view.action}"

    def get_tags(self) -> list[str]:
        """Group by the path's first word."""
        return [self.path.strip("/").split("/")[0]]

    def get_summary(self) -> str:
        """Return the operation's."""
        return str(self.view.operation.summary)

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Name the dialect's security scheme, unless anybody may ask."""
        return [] if self.view.operation.may is None else [{self.view.dialect.name: []}]

    def get_override_parameters(self) -> list[Any]:
        """Return the query's fields and the headers."""
        operation = self.view.operation
        parameters: list[Any] = [REQUEST_ID]
        parameters += [
            OpenApiParameter(name, ID, OpenApiParameter.PATH) for name in self._path_names()
        ]
        if operation.query:
            parameters.append(self.view.dialect.words[operation.query])
        if self._is_once_per_key():
            parameters.append(IDEMPOTENCY_KEY)
        return parameters

    def get_request_serializer(self) -> Any:
        """Return the word for the body."""
        operation = self.view.operation
        return self.view.dialect.words[operation.body]() if operation.body else None

    def get_response_serializers(self) -> Any:
        """Return every status this can answer with, in the dialect's own phrases."""
        operation = self.view.operation
        dialect = self.view.dialect
        answer = dialect.words.get(operation.answer) if operation.answer else None
        shape, example = dialect.envelope(operation.answer, answer, operation.many)
        responses: dict[str, Any] = {
            str(operation.status): OpenApiResponse(
                shape, operation.summary, [OpenApiExample("answer", example, response_only=True)]
            )
        }
        by_status = defaultdict(list)
        for problem in self._problems():
            phrase = dialect.phrase_problem(problem, self.method, self.view.resource)
            by_status[str(phrase.status)].append(
                OpenApiExample(problem.code, phrase.body, response_only=True)
            )
        for status, examples in sorted(by_status.items()):
            told = ", ".join(sorted({example.name for example in examples}))
            responses[status] = OpenApiResponse(dialect.problem_schema, told, examples)
        return responses

    def get_examples(self) -> list[OpenApiExample]:
        """Return the body's example."""
        operation = self.view.operation
        if not operation.body:
            return []
        word = self.view.dialect.words[operation.body]
        return [OpenApiExample("request", word.example, request_only=True)]

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

    def _problems(self) -> Iterator[Problem]:
        """Yield what can go wrong, said neutrally."""
        operation = self.view.operation
        if operation.may is not None:
            yield Problem("invalid_token")
            yield Problem("access_denied")
        names = self._path_names()
        if names:
            yield Problem("unknown_id", fields={names[0]: "This does not exist."})
        once = self._is_once_per_key()
        if operation.body or operation.query or operation.many or once:
            yield Problem("invalid_data", fields={"field_name": "Error message"})
        for refusal in operation.refuses:
            yield Problem(refusal.code, refusal.message)
        if self.method not in SAFE_METHODS:
            yield from self._problems_of_writing()
        if self.view.get_throttles():
            yield Problem("too_many_requests", "Too many requests, try again later.")
        yield Problem("not_acceptable", "This version of the API does not exist.")
        yield Problem("internal")
        yield Problem("unavailable")

    def _problems_of_writing(self) -> Iterator[Problem]:
        if self.view.operation.body:
            yield Problem("payload_too_large", "The body is too large.")
            yield Problem("unsupported_media_type", "Unsupported media type.")
        if self._is_once_per_key():
            yield Problem("unprocessable_entity", "This Idempotency-Key was used before.")
        # Whatever writes may find somebody else's lock in its way.
        yield Problem("conflict", "Another request is working on this, try again.")

    def _path_names(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    def _is_once_per_key(self) -> bool:
        handler = getattr(self.view, self.view.action or "", None)
        return bool(getattr(handler, "once_per_key", False))


def without_trailing_slashes(endpoints: list[Any]) -> list[Any]:
    """drf-spectacular's hook: the second spelling of a path is not a second path."""
    return [endpoint for endpoint in endpoints if not endpoint[0].endswith("/")]
