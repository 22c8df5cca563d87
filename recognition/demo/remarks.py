"""What people add to a hi5, and what a moderator gets to read."""

from __future__ import annotations

from dataclasses import dataclass

COMMENTS = (
    "I was there. It was even better than that.",
    "Seconded, with both hands.",
    "This made my week as well.",
    "About time somebody said it!",
    "And with such good humour, too.",
    "I still tell people about this.",
    "You make it look easy. It is not.",
    "Taking notes.",
    "The whole floor agrees.",
    "My team owes you one for this.",
    "Can we frame this?",
    "Quietly brilliant, as always.",
    "I learnt something from this, thank you.",
    "The customer told me the same thing yesterday.",
    "Well deserved. Cake on Friday?",
    "Nobody asked you to, which makes it twice as good.",
    "I saw the before. The after is a miracle.",
    "Now I know whom to ask next time.",
    "This is why I like working here.",
    "Hear, hear.",
    "You saved me a long evening. Thank you.",
    "Please teach the rest of us.",
    "I laughed, and then I checked, and it is true.",
    "So glad that somebody noticed.",
    "One for the handbook.",
    "From all of us on the early shift: yes!",
    "That was the best meeting of the year.",
    "Wish I had thought of it.",
    "I tried it your way this morning. It works.",
    "Small thing, big difference.",
)


@dataclass(frozen=True)
class Doubt:
    """A recognition that somebody reports.

    ``reports`` are (mark, reason). ``verdict`` is None while the case waits, else whether it was
    inappropriate, and ``ruling`` is what the moderator wrote.
    """

    value: str
    text: str
    reports: tuple[tuple[str, str], ...]
    verdict: bool | None = None
    ruling: str = ""


ACME_DOUBTS = (
    Doubt(
        "room",
        "{name}, thanks for covering for me on {day}. I owe you a drink and a hi5 back.",
        (
            (
                "fraud",
                "These two hi5 each other every week, like clockwork. Look at the last month.",
            ),
        ),
    ),
    Doubt(
        "share",
        "Best barbecue in the whole street! The ribs were unbelievable, {name}.",
        (("not_relevant", "Lovely, but it is about a private party and not about work."),),
    ),
    Doubt(
        "own",
        "You closed the deal with {client} all by yourself, {name}!",
        (
            ("incorrect", "It was {other}'s deal. {name} was on leave that week, and says so too."),
            ("incorrect", "I was in the meeting. Wrong person, right deal."),
        ),
    ),
    Doubt(
        "details",
        "Fantastic work on the new canteen menu, {name}. The soup!",
        (("incorrect", "I think this was meant for another colleague of that name."),),
    ),
    Doubt(
        "promise",
        "Thanks for the three hi5s, {name}. Here are yours, as agreed.",
        (
            ("fraud", "Hi5s for hi5s. It says so itself."),
            ("fraud", "Is this how we do it now?"),
        ),
        verdict=True,
        ruling="Hi5s are for thanks and not for trade. I have talked to both, kindly.",
    ),
    Doubt(
        "own",
        "For finally doing the filing I asked for in spring, {name}. Miracles happen.",
        (("not_relevant", "This is a complaint dressed up as praise."),),
        verdict=True,
        ruling="Not what recognition is for. The giver has apologised to {name}.",
    ),
    Doubt(
        "straight",
        "{name} is the only one in this team who works.",
        (("incorrect", "Unfair to all the others, who worked through the same weekend."),),
        verdict=True,
        ruling="Praise for one must not be a slap for the rest. A new wording is on its way.",
    ),
    Doubt(
        "share",
        "You sang the release notes at the all-hands, {name}. Nobody has ever listened so closely.",
        (("not_relevant", "Is singing a core value now?"),),
        verdict=False,
        ruling="It was about the release, and we did all listen. It stays.",
    ),
    Doubt(
        "straight",
        "{name}, you told me in front of {client} that I was wrong, and you were right to.",
        (("incorrect", "This sounds sarcastic to me."),),
        verdict=False,
        ruling="I have asked them both. It is meant exactly as it is written.",
    ),
    Doubt(
        "room",
        "Your cake for the warehouse's tenth birthday had {n} layers, one for every forklift.",
        (
            ("not_relevant", "This is only about cake."),
            ("not_relevant", "Some of us did not get any."),
        ),
        verdict=False,
        ruling="It is about cake and about the people in the warehouse. More cake will be made.",
    ),
)

GLOBEX_DOUBTS = (
    Doubt(
        "own",
        "{name} single-handedly saved the quarter. Again!",
        (("incorrect", "A good dozen worked on this, and the books are not even closed."),),
    ),
    Doubt(
        "straight",
        "You say what everybody thinks about the people upstairs, {name}.",
        (("not_relevant", "This is about somebody who is not in the room."),),
        verdict=True,
        ruling="Say it to them, please, and not through {name}.",
    ),
    Doubt(
        "share",
        "Thank you for the loan of the umbrella, {name}. It was a very good umbrella.",
        (("not_relevant", "An umbrella?"),),
        verdict=False,
        ruling="Help without being asked, in the rain. I can think of no better example.",
    ),
)
