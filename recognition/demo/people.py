"""Who works there. Any likeness to real people is by chance."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True)
class Person:
    """Somebody to be. ``joined`` and ``left`` are days before today; 0 means still here."""

    first_name: str
    last_name: str
    team: str
    role: Role = Role.EMPLOYEE
    joined: int = 900
    left: int = 0


def _crowd(lines: str) -> tuple[Person, ...]:
    """Read "First Last, team[, joined[, left]]" line by line."""
    crowd = []
    for at, line in enumerate(lines.strip().splitlines()):
        name, team, *days = (part.strip() for part in line.split(","))
        first_name, _, last_name = name.partition(" ")
        joined, left = (*map(int, days), *(1500 - 23 * at, 0)[len(days) :])
        crowd.append(Person(first_name, last_name, team, joined=joined, left=left))
    return tuple(crowd)


ACME_CAST = (
    Person("Ann", "Carter", "product"),
    Person("Ben", "Okafor", "engineering"),
    Person("Mo", "Haddad", "people", Role.MODERATOR),
    Person("Ada", "Lindqvist", "people", Role.ORGANISATION_ADMIN, joined=2000),
)
ACME_CROWD = _crowd("""
    Aarav Deshpande, engineering
    Amina Yusuf, support
    Bruno Carvalho, sales
    Chidi Eze, operations
    Chloé Lambert, design
    Daniel Kowalczyk, engineering
    Diego Ramírez, sales
    Dorothea Brandt, finance
    Elif Demir, product
    Emeka Nwosu, support
    Farah Rahimi, engineering
    Fionnuala Byrne, people
    Giulia Moretti, design
    Hana Kobayashi, engineering
    Henrik Solberg, operations
    Ingrid Nilsen, finance
    Isha Kulkarni, product
    Ivan Petrov, engineering
    Jabari Mwangi, support
    Jin-woo Park, engineering
    Kateryna Shevchenko, sales
    Kofi Mensah, operations
    Lakshmi Narayanan, finance
    Leila Benali, support
    Lucas Ferreira, sales
    Małgorzata Wójcik, operations
    Mei-Ling Chen, engineering
    Mariam Diallo, product
    Nikhil Joshi, engineering, 310
    Noor van Dijk, design, 280
    Oluwaseun Adeyemi, sales, 250
    Otso Virtanen, engineering, 230
    Paulina Horvat, support, 200
    Priya Menon, engineering, 160
    Quentin Dubois, operations, 130
    Rosa Delgado, people, 100
    Samir Khoury, finance, 75
    Siobhan O'Neill, support, 50
    Tāne Walker, operations, 30
    Thandiwe Dlamini, product, 12
    Ulrike Vogel, finance, 1100, 64
    Yusuf Kaya, sales, 700, 140
""")

GLOBEX_CAST = (
    Person("Zoe", "Marsh", "engineering"),
    Person("Gus", "Moreno", "operations", Role.ORGANISATION_ADMIN, joined=2000),
    Person("Mia", "Tanaka", "people", Role.MODERATOR),
)
GLOBEX_CROWD = _crowd("""
    Alejandra Ruiz, sales
    Bao Nguyen, engineering
    Caleb Whitfield, support
    Dalia Rosen, finance
    Ewan MacLeod, engineering
    Grace Achieng, product
    Hector Salazar, operations
    Imani Brooks, design
    Jonas Keller, engineering
    Keiko Mori, support
    Luca Bianchi, sales
    Marisol Vega, finance
    Nadia Popescu, product, 240
    Peter Novák, operations, 120
    Wanjiru Kamau, support, 800, 90
""")
