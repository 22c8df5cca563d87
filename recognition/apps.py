"""The app's entry in Django's registry."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Recognition and what surrounds it."""

    name = "recognition"

    def ready(self) -> None:
        """Listen to what accounts has to say: it does not know of recognition."""
        from django.db.models.signals import post_save

        from accounts import sessions
        from accounts.actions import organisations
        from accounts.models import User
        from recognition.actions import tallies

        sessions.WITH.append("allowance")  # every page tells what is left
        organisations.timezone_changed.connect(tallies.recount)
        post_save.connect(tallies.await_thanks, sender=User)
