"""Faces for people without a picture: two initials on a colour, drawn from the address alone."""

from __future__ import annotations

import colorsys
import re
from urllib.parse import quote
from zlib import crc32

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

NAME = re.compile(r"([^\W\d_]{1,2})-([0-9a-f]{6})")
"""Initials, then red, green and blue in hexadecimal."""

DARK, LIGHT = "#1b1b1f", "#ffffff"

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" role="img">\
<title>{initials}</title><rect width="96" height="96" fill="#{colour}"/>\
<text x="48" y="49" fill="{ink}" font-family="system-ui, sans-serif" font-size="40" \
font-weight="600" text-anchor="middle" dominant-baseline="central">{initials}</text></svg>
"""


def path_of(first_name: str, last_name: str) -> str:
    """Return the path of the face for a name: the same name always has the same colour."""
    letters = [word[0] for word in (first_name, last_name) if word[:1].isalpha()]
    initials = "".join(letters).upper()[:2] or "P"
    hue = crc32(f"{first_name} {last_name}".encode()) % 360
    red, green, blue = colorsys.hls_to_rgb(hue / 360, 0.42, 0.45)
    colour = "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
    return f"/faces/{quote(initials)}-{colour}.svg"


def shown(address: str | None) -> str | None:
    """Return where pages load somebody's own picture from; None if their policy does not let them.

    Those of ours come without their host, which may have several names.
    """
    chosen = (address or "").removeprefix(settings.PUBLIC_URL)
    return chosen if chosen.startswith(("https://", "/faces/")) else None


@csrf_exempt
@require_safe
def face(request: HttpRequest, name: str) -> HttpResponse:
    """Draw the face ``name`` ("AK-3f7a5c"): a function of the address, so cacheable for ever."""
    found = NAME.fullmatch(name)
    if found is None:
        raise Http404
    initials, colour = found.groups()
    drawing = SVG.format(initials=initials.upper(), colour=colour, ink=_ink_on(colour))
    return HttpResponse(
        drawing,
        content_type="image/svg+xml; charset=utf-8",
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            # Opened by itself, an SVG is a document of our origin.
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


def _ink_on(colour: str) -> str:
    """Return the ink that is easier to read on ``colour``, by its luminance (WCAG 2)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return DARK if luminance > 0.179 else LIGHT


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
