"""The credential: what an integration signs in with."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.owned import Owned
from accounts.querysets import CredentialQuerySet


class Credential(Owned):
    """A key, or a pair of them, with which a program acts as its owner.

    What it may do is worked out from the owner's role at every call, so it never outlives their
    rights. Only a fingerprint of the secret is kept; the secret is shown once, when it is made.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials"
    )
    speaks = models.CharField(
        max_length=32, help_text="Whose clients it is for: the name of a family of clients."
    )
    identifier = models.CharField(  # noqa: DJ001 - unique where there is one
        max_length=40, null=True, blank=True, help_text="The part that is no secret, if any."
    )
    fingerprint = models.CharField(max_length=64, help_text="Of the secret, under the pepper.")
    beginning = models.CharField(max_length=8, help_text="What the secret begins with.")
    ending = models.CharField(max_length=4, help_text="What the secret ends with.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="Empty: a command run by the operator.",
    )
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocations = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often it was revoked: a token made with it before has ended.",
    )

    objects = CredentialQuerySet.as_manager()

    is_proven = False
    """Whether this very request has shown the secret; an identifier alone proves nothing."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="credential_secret_once"),
            models.UniqueConstraint(fields=["identifier"], name="credential_identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.beginning}…{self.ending}"

    @property
    def is_revoked(self) -> bool:
        """Whether somebody switched it off; reactivating brings the same key back."""
        return self.revoked_at is not None
