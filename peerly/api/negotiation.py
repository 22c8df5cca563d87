"""Choosing a representation: a dialect has one, so a client cannot pick a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

NEVER = re.compile(r"q\s*=\s*0(\.0*)?")


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
        if self._wants_another_version(request.META.get("HTTP_ACCEPT", "").lower()):
            # DRF renders this refusal with the renderer it finds on the request.
            request.accepted_renderer, request.accepted_media_type = renderer, renderer.media_type
            raise NotAcceptable("This version of the API does not exist.")
        return renderer, renderer.media_type

    def _wants_another_version(self, accept: str) -> bool:
        if not self.family or self.family not in accept:
            return False
        accepted = [part.partition(";")[0].strip() for part in accept.split(",")]
        named = {media for media in accepted if media.startswith(self.family)}
        return bool(named) and not named & self.versions and not set(accepted) - named - {""}


class OnlyJSON(OneRepresentation):
    """JSON, unless ``Accept`` rules it out: that is a 406."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Return the dialect's renderer. Raises NotAcceptable where JSON is not accepted."""
        renderer, media_type = super().select_renderer(request, renderers, format_suffix)
        if not _takes_json(request.META.get("HTTP_ACCEPT", "")):
            # DRF renders this refusal with the renderer it finds on the request.
            request.accepted_renderer, request.accepted_media_type = renderer, media_type
            raise NotAcceptable("Only application/json is answered.")
        return renderer, media_type


def _takes_json(accept: str) -> bool:
    """Tell whether ``accept`` allows JSON: of the ranges that fit, the narrowest one decides."""
    ranges = ("*/*", "application/*", "application/json")
    said = {}
    for part in accept.split(","):
        media, *parameters = (word.strip().lower() for word in part.split(";"))
        if media in ranges:
            said[media] = not any(NEVER.fullmatch(each) for each in parameters)
    if not accept.strip():
        return True
    return next((said[media] for media in reversed(ranges) if media in said), False)
