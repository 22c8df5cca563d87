"""Messages for the next page: Django's, made ready for no more than there is."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest


class Messages(FallbackStorage):
    """Django's own, which gets ready to sign a cookie at every page; most have none to tell."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # FallbackStorage's own would make the storages at once.
        BaseStorage.__init__(self, request, *args, **kwargs)
        self._used_storages: set[BaseStorage] = set()

    @cached_property
    def storages(self) -> list[BaseStorage]:
        """Where messages are: in a cookie, and in the session what is too long for it."""
        return [kind(self.request) for kind in self.storage_classes]

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        # Without the cookie, Django does not look into the session either.
        if CookieStorage.cookie_name not in self.request.COOKIES:
            return [], True
        return super()._get(*args, **kwargs)  # type: ignore[misc]

    def _store(self, messages: list[Any], *args: Any, **kwargs: Any) -> Any:
        if not messages and not self._used_storages:
            return []
        return super()._store(messages, *args, **kwargs)  # type: ignore[misc]
