"""One folder per family of clients. The list is explicit: what is not in it does not exist."""

from peerly.api.dialect import Dialect
from peerly.dialects.peerly.dialect import PEERLY

DIALECTS: tuple[Dialect, ...] = (PEERLY,)
