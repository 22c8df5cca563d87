"""What happens to tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import RevokedToken, User
from accounts.tokens import PeerlyToken
from peerly.errors import Refused


class PersonRemoved(Refused):
    """A removed person gets no token."""

    message = gettext_noop("This person is removed.")


def issue(*, person: User, lifetime: timedelta | None = None) -> str:
    """Return a signed token for ``person``. Raises PersonRemoved."""
    # As they are now: between their sign-in and this, somebody may have removed them.
    live: User | None = User.objects.select_related("organisation").filter(pk=person.pk).first()
    if live is None:
        raise PersonRemoved
    return str(PeerlyToken.issue(live, lifetime))


def revoke(*, by: User, token: PeerlyToken) -> None:
    """Make ``token`` worthless from the next request on, for every worker."""
    RevokedToken.objects.bulk_create(
        [
            RevokedToken(
                jti=token.fingerprint,
                user=by,
                revoked_at=timezone.now(),
                expires_at=datetime.fromtimestamp(token["exp"], UTC),
            )
        ],
        # Two sign-outs with one token at once: both got what they asked for.
        ignore_conflicts=True,
    )
