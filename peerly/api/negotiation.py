"""Choosing a representation: a dialect has one, so a client cannot pick a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request


class OneRepresentation(BaseContentNegotiation):
    """Always the dialect's own renderer, whatever ``Accept`` says, but for its versions.

    ``family`` is the beginning of the media types that name a version, ``versions`` the ones
    that are served; asking for another one, and for nothing else, is a 406.
    """

    family: ClassVar[str] = ""
    versions: ClassVar[frozenset[str]] = frozenset()

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        """Return the parser of the request's media type, None for another type (a 415)."""
        media_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((each for each in parsers if each.media_type == media_type), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Return the dialect's renderer. Raises NotAcceptable for a version it does not speak."""
        renderer = next(iter(renderers))
        accepted = [
            part.partition(";")[0].strip().lower()
            for part in request.META.get("HTTP_ACCEPT", "").split(",")
        ]
        named = [media for media in accepted if self.family and media.startswith(self.family)]
        others = [media for media in accepted if media and media not in named]
        if named and not others and not self.versions & set(named):
            # DRF renders this refusal with the renderer it finds on the request.
            request.accepted_renderer, request.accepted_media_type = renderer, renderer.media_type
            raise NotAcceptable("This version of the API does not exist.")
        return renderer, renderer.media_type
