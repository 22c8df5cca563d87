"""How the domain says no. Imports nothing of ours, so every layer may raise and catch these."""

from django.utils.translation import gettext_noop


class Refused(Exception):
    """A rule of the domain said no. Subclasses live beside the action that refuses.

    ``code`` is stable and listed in the documentation; ``message`` is a complete
    sentence fit for the person who asked: in English, as programs read it, and marked for
    translation, as pages say ``gettext(refusal.spoken)``.
    """

    code = "unprocessable_entity"
    message = gettext_noop("This cannot be done.")
    plainly = ""
    """What people are told instead, where the message is worded as programs expect it."""

    def __init__(self, message: str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    @property
    def spoken(self) -> str:
        """The sentence of the pages."""
        return self.plainly or self.message


class InvalidField(Refused):
    """One named input cannot be accepted, as only the database could tell."""

    code = "invalid_data"

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class Taken(InvalidField):
    """One named input belongs to something else already."""


class NotAllowed(Exception):
    """Not about the rule but about who asks: this person may not do this."""


class Removed(NotAllowed):
    """Who asks was removed after their request began: nothing is theirs to do any more."""


class Unproven(NotAllowed):
    """Who asks has shown a key that is no secret, and this takes its secret too."""


class Gone(Exception):
    """What was asked about stopped being there for the asker between look-up and action."""
