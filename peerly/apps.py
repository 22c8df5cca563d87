"""The project's entries in Django's registry."""

from django.apps import AppConfig
from django.contrib.admin import apps as django_admin
from django.core import checks

from peerly.checks import proxy_is_known


class PeerlyConfig(AppConfig):
    """The project itself."""

    name = "peerly"
    default = True

    def ready(self) -> None:
        """Register the project's own checks."""
        checks.register(proxy_is_known, checks.Tags.security, deploy=True)


class AdminConfig(django_admin.AdminConfig):
    """Django's admin, with ``admin.site`` being ours."""

    default = False
    default_site = "peerly.admin.PeerlyAdminSite"
