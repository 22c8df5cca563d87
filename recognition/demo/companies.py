"""The two companies of the demo: everything that is decided, nothing that is rolled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recognition.demo import people, remarks, values
from recognition.demo.people import Person
from recognition.demo.remarks import Doubt
from recognition.demo.values import Distinction, Value


@dataclass(frozen=True)
class Company:
    """An organisation to be; ``share`` is its part of everything that is counted."""

    name: str
    domain: str
    timezone: str
    frequency: str
    hi5_limit: int
    share: float
    cast: tuple[Person, ...]
    crowd: tuple[Person, ...]
    values: tuple[Value, ...]
    badges: tuple[Distinction, ...]
    doubts: tuple[Doubt, ...]

    def settings(self) -> dict[str, Any]:
        """Return the organisation's fields, but for the end of its subscription."""
        return {
            "name": self.name,
            "contact_email": f"people@{self.domain}",
            "domain_name": self.domain,
            "hi5_limit": self.hi5_limit,
            "hi5_quota_renewal_frequency": self.frequency,
            "timezone": self.timezone,
        }


ACME = Company(
    name="Acme",
    domain="acme.test",
    timezone="Asia/Kolkata",
    frequency="WEEKLY",
    hi5_limit=5,
    share=0.75,
    cast=people.ACME_CAST,
    crowd=people.ACME_CROWD,
    values=values.ACME_VALUES,
    badges=values.ACME_BADGES,
    doubts=remarks.ACME_DOUBTS,
)
GLOBEX = Company(
    name="Globex",
    domain="globex.test",
    timezone="America/New_York",
    frequency="MONTHLY",
    hi5_limit=10,
    share=0.25,
    cast=people.GLOBEX_CAST,
    crowd=people.GLOBEX_CROWD,
    values=values.GLOBEX_VALUES,
    badges=values.GLOBEX_BADGES,
    doubts=remarks.GLOBEX_DOUBTS,
)
COMPANIES = (ACME, GLOBEX)

OPERATOR_EMAIL = "root@peerly.test"
