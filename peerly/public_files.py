"""Which of the files that packages bring along are public: those that a page of ours loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import Storage

UNUSED = ["*.map", "redoc", "rest_framework", "oauth2-redirect.*", "htm*x-4*", "htmx-2.js", "ext"]
"""Patterns of files and folders: maps for debuggers, a second viewer, a browsable API, the way
back of a sign-in that Swagger UI does not offer here, the htmx and its extensions we do not use."""


class PublicFiles(AppDirectoriesFinder):
    """The static files of the installed apps, without those that no page asks for."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every public file as its path and where it is kept."""
        yield from super().list([*(ignore_patterns or ()), *UNUSED])

    def find_in_app(self, app: str, path: str) -> str | None:
        """Return where ``path`` is, as it is looked up one by one while developing."""
        if any(matches_patterns(part, UNUSED) for part in PurePosixPath(path).parts):
            return None
        return super().find_in_app(app, path)
