"""What is: one noun a file."""

from accounts.models.change import Change
from accounts.models.credential import Credential
from accounts.models.directory import Attribute, Business, Department, JobTitle, Location
from accounts.models.kept_answer import KeptAnswer
from accounts.models.organisation import AllowanceTerms, Organisation
from accounts.models.record import (
    Engagement,
    Event,
    Membership,
    Record,
    Supervision,
    department_of,
    record_of,
)
from accounts.models.revoked_token import RevokedToken
from accounts.models.tally import Tally
from accounts.models.user import User, joined

__all__ = [
    "AllowanceTerms",
    "Attribute",
    "Business",
    "Change",
    "Credential",
    "Department",
    "Engagement",
    "Event",
    "JobTitle",
    "KeptAnswer",
    "Location",
    "Membership",
    "Organisation",
    "Record",
    "RevokedToken",
    "Supervision",
    "Tally",
    "User",
    "department_of",
    "joined",
    "record_of",
]
