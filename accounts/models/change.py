"""The history: who changed what, when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.evidence import AppendOnly
from accounts.models.organisation import Organisation
from accounts.querysets import ChangeQuerySet


class Change(AppendOnly):
    """One thing somebody did, written in the same transaction as its effect."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="Empty: a command run by the operator, or the person's own first sign-in.",
    )
    through = models.ForeignKey(
        "accounts.Credential",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="The key that ``by`` acted through; empty: they were there themselves.",
    )
    at = models.DateTimeField()
    what = models.CharField(max_length=64, help_text="The action, e.g. users.remove.")
    thing_kind = models.CharField(max_length=64, help_text="The model, e.g. accounts.user.")
    thing_id = models.BigIntegerField()
    details = models.JSONField(default=dict, help_text="Before and after, and the reason given.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["thing_kind", "thing_id"], name="change_thing")]

    def __str__(self) -> str:
        return f"{self.what} #{self.thing_id}"
