"""The app's entry in Django's registry."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Recognition and what surrounds it."""

    name = "recognition"
