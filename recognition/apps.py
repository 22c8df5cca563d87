"""The app's entry in Django's registry."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Recognition and what surrounds it."""

    name = "recognition"

    def ready(self) -> None:
        """Listen to what accounts has to say: it does not know of recognition."""
        from accounts import sessions
        from accounts.actions import organisations
        from recognition.actions import tallies

        sessions.WITH.append("allowance")  # every page tells what is left
        organisations.timezone_changed.connect(tallies.recount)
