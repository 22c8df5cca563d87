"""What the machinery keeps, for the operator only, and without the secrets in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth import admin as django_admin
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from social_django import admin as social_admin
from social_django.models import Association, Nonce, UserSocialAuth

from accounts import policies
from accounts.admin.filters import DateFilter, PersonFilter
from accounts.admin.pages import Pages
from accounts.models import KeptAnswer, RevokedToken, Tally, User

M = TypeVar("M", bound=models.Model)

# They register pages of their own, once imported. Groups and OpenID's tables are not used here,
# and social-auth's page about a person shows Google's tokens.
for model, theirs in {
    Group: django_admin.GroupAdmin,
    Association: social_admin.AssociationOption,
    Nonce: social_admin.NonceOption,
    UserSocialAuth: social_admin.UserSocialAuthOption,
}.items():
    if isinstance(admin.site.get_model_admin(model), theirs):
        admin.site.unregister(model)


class OperatorsPages(Pages[M]):
    """Read-only, for a SuperAdmin: these rows belong to no organisation."""

    def rows(self, viewer: User) -> QuerySet[M]:
        """Return everything, or nothing."""
        everything: QuerySet[M] = self.model._default_manager.all()
        return everything if policies.is_super_admin(viewer) else everything.none()

    def may_view(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.is_super_admin(viewer)

    def title_of(self, thing: M) -> str:
        """Return its number: their own names are made of secrets, or look like it."""
        return f"{self.opts.verbose_name} {thing.pk}"


@admin.register(RevokedToken)
class RevokedTokenPages(OperatorsPages[RevokedToken]):
    """Who signed out when."""

    list_display = ["id", "user", "revoked_at", "expires_at"]
    list_filter = [PersonFilter, ("revoked_at", DateFilter)]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    list_select_related = ["user"]
    ordering = ["-id"]
    fields = ["user", "revoked_at", "expires_at"]


@admin.register(KeptAnswer)
class KeptAnswerPages(OperatorsPages[KeptAnswer]):
    """Requests with an Idempotency-Key; neither the key nor the answer is shown."""

    list_display = ["id", "user", "status", "created_at"]
    list_filter = [PersonFilter, ("created_at", DateFilter)]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    list_select_related = ["user"]
    ordering = ["-id"]
    fields = ["user", "status", "created_at"]


@admin.register(Tally)
class TallyPages(OperatorsPages[Tally]):
    """What is limited, and how often it happened; subjects are hashed."""

    list_display = ["id", "key", "began_at", "count"]
    search_fields = ["key"]
    ordering = ["-id"]
    fields = ["key", "began_at", "count"]
    readonly_fields = ["began_at"]

    @admin.display(description="window began at", ordering="window")
    def began_at(self, tally: Tally) -> datetime:
        """Return the start of the window."""
        return timezone.localtime(datetime.fromtimestamp(tally.window, UTC))


@admin.register(UserSocialAuth)
class GoogleAccountPages(OperatorsPages[UserSocialAuth]):
    """Which Google account is whose; the tokens beside it are not shown."""

    title = "Google accounts"
    list_display = ["id", "user", "provider", "uid", "created", "modified"]
    list_filter = [PersonFilter, ("created", DateFilter)]
    search_fields = ["user__first_name", "user__last_name", "user__email", "uid"]
    list_select_related = ["user"]
    ordering = ["-id"]
    fields = ["user", "provider", "uid", "created", "modified"]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Return them all: two are set by the database row itself."""
        return ["created", "modified"]
