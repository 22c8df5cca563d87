"""One effect per key: the key commits with the effect, or neither does (ADR 6)."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import KeptAnswer, User
from accounts.models.constraints import violates
from accounts.models.kept_answer import KEPT_FOR


def carry_out(
    *, by: User, key: str, fingerprint: str, act: Callable[[], tuple[int, str]]
) -> tuple[KeptAnswer, bool]:
    """Call ``act``, unless ``by`` has had that done under ``key`` (``kept_under``) already.

    ``act`` returns the status and the body to keep. Returns what is kept, and whether this was
    the first time; whoever asks compares the ``fingerprint`` of the first with their own. What
    ``act`` raises is kept nowhere.
    """
    mine, now = {"user": by, "key": key}, timezone.now()
    KeptAnswer.objects.filter(**mine, created_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            # While the same key is being worked on, this insert waits for it.
            kept = KeptAnswer.objects.create(**mine, fingerprint=fingerprint, created_at=now)
            kept.status, kept.body = act()
            kept.save(update_fields=["status", "body"])
    except IntegrityError as problem:
        if not violates(problem, KeptAnswer, "kept_answer_once_per_key"):
            raise
        return KeptAnswer.objects.get(**mine), False
    return kept, True
