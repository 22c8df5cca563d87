"""The person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.domains import one_spelling
from accounts.models.folded import FoldedField, Folding
from accounts.models.organisation import Organisation
from accounts.models.soft_deletion import SoftDeletable
from accounts.querysets import OFF_LEADERBOARD, LiveUserManager, UserManager
from accounts.roles import Role


def joined(first_name: str, last_name: str) -> str:
    """Return what somebody is called in full."""
    return f"{first_name} {last_name}".strip()


class User(Folding, SoftDeletable, AbstractBaseUser):
    """A person who signs in, gives and is thanked; a removed one stays, so history keeps names."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="people", null=True, blank=True
    )
    role = models.PositiveSmallIntegerField(choices=Role, default=Role.EMPLOYEE)
    email = models.EmailField(  # noqa: DJ001 - unique where there is one
        max_length=254,
        null=True,
        help_text="Empty: an integration made them without one, so nobody can sign in as them.",
    )
    first_name = models.CharField(max_length=50)
    last_name = models.CharField(max_length=50, blank=True)
    display_name = models.CharField(max_length=30, blank=True)
    profile_image_url = models.URLField(max_length=2048, null=True, blank=True)  # noqa: DJ001
    is_on_leaderboard = models.BooleanField(
        default=True, help_text="Whether colleagues see them on the leaderboard."
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    restorations = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often they were brought back: what they signed in to before has ended.",
    )

    first_name_folded = FoldedField(of="first_name")
    last_name_folded = FoldedField(of="last_name")
    display_name_folded = FoldedField(of="display_name")

    # All of them first: foreign keys, sessions and Django itself must find removed people too.
    all_objects: ClassVar[UserManager] = UserManager()
    objects: ClassVar[LiveUserManager] = LiveUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["id"]
        base_manager_name = default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(fields=["organisation", "id"], name="user_in_organisation"),
            models.CheckConstraint(condition=Q(role__in=[1, 2, 3, 4]), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(role=1) | Q(organisation__isnull=False),
                name="user_has_organisation_unless_super_admin",
            ),
        ]
        indexes = [
            # The pattern operators: in most locales LIKE cannot use a plain index.
            *(
                models.Index(
                    fields=["organisation", f"{name}_folded"],
                    name=f"user_by_{name}",
                    opclasses=["int8_ops", "text_pattern_ops"],
                )
                for name in ("first_name", "last_name", "display_name")
            ),
            # How many had joined by then.
            models.Index(fields=["organisation", "joined_at", "id"], name="user_by_joining"),
            # Few of many: each leaderboard asks who they are.
            models.Index(
                fields=["organisation", "id"],
                condition=OFF_LEADERBOARD,
                name="user_off_leaderboard",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or "somebody without a name"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = one_spelling(self.email) if self.email else None
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """First and last name; the display name where somebody chose one is ``display_name``."""
        return joined(self.first_name, self.last_name)

    @property
    def home(self) -> Organisation:
        """The organisation this person belongs to; asking it of nobody's SuperAdmin is a bug."""
        if self.organisation is None:
            raise LookupError(f"user {self.pk} belongs to no organisation")
        return self.organisation

    def get_full_name(self) -> str:
        """Django's name for ``full_name``."""
        return self.full_name

    def get_short_name(self) -> str:
        """Django's name for what a page greets with."""
        return self.display_name or self.first_name

    @property
    def session_ties(self) -> tuple[str, int, bool]:
        """What a session is tied to: the password, as Django does, and how often they came back.

        And being a SuperAdmin or not: whoever becomes one signs in as one.
        """
        return self.password, self.restorations, self.role == Role.SUPER_ADMIN

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie a session to ``session_ties``."""
        password = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        tied = ":".join([password, *map(str, self.session_ties[1:])])
        return salted_hmac("peerly.session", tied, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Removed people do not sign in."""
        return not self.is_removed

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin lets this person in; what it shows is up to the policies."""
        return self.is_active and self.role != Role.EMPLOYEE

    @property
    def is_superuser(self) -> bool:
        """Whether every organisation is theirs to see."""
        return self.is_active and self.role == Role.SUPER_ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer Django's own apps; Peerly's admin pages ask the policies instead."""
        return self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """Answer Django's own apps; Peerly's admin pages ask the policies instead."""
        return self.is_superuser
