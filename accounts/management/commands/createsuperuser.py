"""Django's createsuperuser, whose SuperAdmin is made by the action and written in the history."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError

from accounts.actions import users
from accounts.models import User
from peerly import database
from peerly.errors import Refused


class Entrusting:
    """The model and its manager in one, as Django's command asks them."""

    def __init__(self) -> None:
        self._default_manager = self

    def __getattr__(self, name: str) -> Any:
        return getattr(User, name)

    def __call__(self, **fields: Any) -> User:
        """Return somebody to hold a password against, made nowhere."""
        return User(**fields)

    def db_manager(self, using: str) -> Self:
        """There is one database."""
        return self

    def create_superuser(self, **fields: Any) -> User:
        """Ask the action. Raises AddressTaken."""
        return users.entrust(**fields)


class Command(createsuperuser.Command):
    """The questions and the options are Django's."""

    help = "Make a SuperAdmin with a password, for /admin/."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.UserModel: Any = Entrusting()

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the SuperAdmin. Raises CommandError, with nobody made."""
        database.require_current()
        try:
            super().handle(*args, **options)
        except Refused as problem:
            raise CommandError(problem.message) from None
