"""The project's entries in Django's registry."""

from django.apps import AppConfig
from django.contrib.admin import apps as django_admin


class PeerlyConfig(AppConfig):
    """The project itself."""

    name = "peerly"
    default = True


class AdminConfig(django_admin.AdminConfig):
    """Django's admin, with ``admin.site`` being ours."""

    default = False
    default_site = "peerly.admin.PeerlyAdminSite"
