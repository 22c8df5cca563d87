"""The app's entry in Django's registry."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Organisations, people, credentials."""

    name = "accounts"
    verbose_name = "Organisations and people"
