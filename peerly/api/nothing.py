"""What is behind the paths of a dialect that lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from peerly.api.viewsets import Operation, ResourceViewSet


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

    def check_media_type(self, request: Request) -> None:
        """Whatever was sent to a path that does not exist, it is not read."""

    def nothing(self, request: Request, **kwargs: Any) -> Response:
        """Say so."""
        raise exceptions.NotFound

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Say the same whatever the method: there is no other one to try."""
        raise exceptions.NotFound
