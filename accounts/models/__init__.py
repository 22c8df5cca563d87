"""What is: one noun a file."""

from accounts.models.change import Change
from accounts.models.kept_answer import KeptAnswer
from accounts.models.organisation import AllowanceTerms, Organisation
from accounts.models.revoked_token import RevokedToken
from accounts.models.tally import Tally
from accounts.models.user import User

__all__ = [
    "AllowanceTerms",
    "Change",
    "KeptAnswer",
    "Organisation",
    "RevokedToken",
    "Tally",
    "User",
]
