"""Make an organisation, and its first administrator."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts.actions import organisations, users
from accounts.domains import DOMAIN
from accounts.models import Organisation
from accounts.periods import Frequency, is_timezone
from peerly import database
from peerly.errors import Refused
from peerly.notation import LAST_MOMENT, as_number, is_name


class Command(BaseCommand):
    """For the operator: nobody has to be signed in, or even to exist."""

    help = "Make an organisation, optionally with its first administrator; print its id."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the organisation's settings."""
        parser.add_argument("--name", required=True)
        parser.add_argument("--domain", required=True, help="of its people's e-mail: acme.test")
        parser.add_argument("--contact-email")
        parser.add_argument("--hi5-limit", default="5", help="hi5s per person and period (5)")
        parser.add_argument("--frequency", default="WEEKLY", help="WEEKLY (default) or MONTHLY")
        parser.add_argument("--timezone", default="UTC", help="such as Asia/Kolkata (UTC)")
        parser.add_argument(
            "--valid-upto", default="2999-12-31", help="last day of the subscription, YYYY-MM-DD"
        )
        parser.add_argument("--costs-hi5", action="store_true", help="a recognition costs a hi5")
        parser.add_argument("--admin", metavar="EMAIL", help="its first OrganisationAdmin")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it. Raises CommandError, with nothing made."""
        settings = _checked(options)
        email = options["admin"]
        if email is not None:
            _require_address("--admin", email)
        database.require_current()
        try:
            with transaction.atomic():
                organisation = organisations.create(by=None, **settings)
                if email is not None:
                    users.appoint(email=email, organisation=organisation)
        except Refused as problem:
            raise CommandError(problem.message) from None
        self.stdout.write(str(organisation.pk))


def _checked(options: dict[str, Any]) -> dict[str, Any]:
    """Return the organisation's fields. Raises CommandError for what cannot be one."""
    name = options["name"].strip()
    if not 1 <= len(name) <= 50:
        raise CommandError("--name must be 1 to 50 characters.")
    if not is_name(name):
        raise CommandError("--name must be without invisible characters.")
    domain = options["domain"].lower()
    if len(domain) > 253 or not DOMAIN.fullmatch(domain):
        raise CommandError(f"--domain is {options['domain']!r}; it must be like acme.test.")
    if options["contact_email"] is not None:
        _require_address("--contact-email", options["contact_email"])
    given = str(options["hi5_limit"])
    limit = as_number(given, 0, 1000)
    if limit is None:
        raise CommandError(f"--hi5-limit is {given!r}; it must be a whole number from 0 to 1000.")
    frequency = options["frequency"].upper()
    if frequency not in Frequency.values:
        raise CommandError(f"--frequency is {frequency!r}; it must be WEEKLY or MONTHLY.")
    timezone = options["timezone"]
    if not is_timezone(timezone):
        raise CommandError(f"--timezone is {timezone!r}; it must be like Asia/Kolkata or UTC.")
    return {
        "name": name,
        "domain_name": domain,
        "contact_email": options["contact_email"],
        "subscription_status": Organisation.Subscription.ACTIVE,
        "subscription_valid_upto": _end_of(options["valid_upto"], timezone),
        "hi5_limit": limit,
        "hi5_quota_renewal_frequency": frequency,
        "timezone": timezone,
        "recognition_costs_hi5": options["costs_hi5"],
    }


def _require_address(option: str, address: str) -> None:
    try:
        if len(address) > 254:
            raise ValidationError("Too long.")
        validate_email(address)
    except ValidationError:
        raise CommandError(f"{option} is {address!r}; it must be an e-mail address.") from None


def _end_of(day: str, timezone: str) -> datetime:
    """Return the moment when ``day`` (YYYY-MM-DD) is over in ``timezone``."""
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
        end = datetime.combine(following, time.min, ZoneInfo(timezone)).astimezone(UTC)
        if end > LAST_MOMENT:
            raise OverflowError
    except (ValueError, OverflowError):
        raise CommandError(f"--valid-upto is {day!r}; it must be a day like 2030-12-31.") from None
    return end
