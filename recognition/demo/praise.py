"""Reading the stock of thanks: texts by core value, with slots to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CLIENTS = (
    "Harbour & Finch",
    "Nordlys Shipping",
    "Okavango Trust",
    "Vega Dental",
    "Brightwater Council",
    "Lumière Optics",
    "Tanaka Kitchens",
    "Silva & Irmãos",
    "Meridian Rail",
    "Kestrel Books",
    "Ostrava Steel",
    "Blue Lantern Hotels",
)
CITIES = (
    "Pune",
    "Lyon",
    "Gdańsk",
    "Porto",
    "Nairobi",
    "Osaka",
    "Leeds",
    "Medellín",
    "Tampere",
    "Montréal",
    "Chennai",
    "Aarhus",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NUMBERS = ("six", "seven", "eight", "nine", "eleven", "twelve", "fourteen")


@dataclass(frozen=True)
class Sentence:
    """A text for a core value (its key); about somebody of one of ``teams``, if there are any."""

    value: str
    text: str
    teams: frozenset[str]


def sentences() -> list[Sentence]:
    """Return the whole stock, in the order of the file ``praise.txt``."""
    stock, value = [], ""
    for line in Path(__file__).with_name("praise.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            value = line.removeprefix("== ")
        elif line and not line.startswith("#"):
            teams, text = "", line
            if line.startswith("["):
                teams, _, text = line[1:].partition("] ")
            stock.append(Sentence(value, text, frozenset(teams.split())))
    return stock
