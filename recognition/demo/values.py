"""What the two companies want to be known for: core values, and badges for living them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A core value; ``key`` says which sentences of the stock fit it, none for a parent."""

    text: str
    description: str
    key: str = ""
    children: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Distinction:
    """A badge."""

    name: str
    hi5_count_required: int
    hi5_frequency: str


ACME_VALUES = (
    Value(
        "Customers first",
        "We are here because somebody out there needs something done, and done well.",
        children=(
            Value(
                "Listen before you solve",
                "Understand what people need before telling them what we have.",
                "listen",
            ),
            Value(
                "Own it to the end",
                "Whoever picks it up carries it home, or hands it to somebody by name.",
                "own",
            ),
            Value(
                "Make it simple",
                "If it takes a manual, we are not finished yet.",
                "simple",
            ),
        ),
    ),
    Value(
        "Better together",
        "No one of us knows as much as all of us do.",
        children=(
            Value(
                "Share what you know",
                "Teach it, write it down, show the draft with its mistakes.",
                "share",
            ),
            Value(
                "Make room for others",
                "Notice who is not being heard, who is new, who is asleep in another time zone.",
                "room",
            ),
            Value(
                "Say it kindly, say it straight",
                "Honesty and kindness are not a choice of one.",
                "straight",
            ),
        ),
    ),
    Value(
        "Leave it better",
        "Tidier, sturdier, clearer than we found it.",
        children=(
            Value(
                "Sweat the details",
                "Somebody will notice, even if they cannot say what.",
                "details",
            ),
            Value("Stay curious", "Ask why once more than is comfortable.", "curious"),
            Value(
                "Fix the root",
                "A symptom that is treated comes back; a cause that is mended does not.",
                "root",
            ),
            Value("Keep the promise", "Small ones most of all.", "promise"),
        ),
    ),
)

GLOBEX_VALUES = (
    Value(
        "Do right by people",
        "Customers, colleagues, the neighbour whose drive we park in.",
        children=(
            Value("Help without being asked", "And without being thanked, usually.", "share"),
            Value("Speak plainly", "The truth, early, in short words.", "straight"),
            Value("Be good company", "Long days are shorter with the right people.", "room"),
        ),
    ),
    Value(
        "Do good work",
        "We would sign every piece of it.",
        children=(
            Value("See it through", "Ninety per cent done is a kind of not done.", "own"),
            Value("Mind the small things", "The large ones are made of them.", "details"),
            Value("Ask why", "Then ask again.", "curious"),
        ),
    ),
)

ACME_BADGES = (
    Distinction("Bright spark", 5, "WEEKLY"),
    Distinction("Crowd favourite", 9, "MONTHLY"),
    Distinction("Lighthouse", 14, "MONTHLY"),
)
GLOBEX_BADGES = (
    Distinction("Good neighbour", 6, "MONTHLY"),
    Distinction("Cornerstone", 10, "MONTHLY"),
)
