"""What the name of a mail domain looks like: the one definition for the API, admin and commands."""

from __future__ import annotations

import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# ASCII: or the case-insensitive [a-z] would also hold ſ, ı and Kelvin's K.
DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}", re.IGNORECASE | re.ASCII)
