"""Where the pages about who are."""

from django.urls import path

from accounts.views import (
    credentials,
    me,
    organisation,
    sign_in,
)

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/demo", sign_in.continue_as, name="continue_as"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("me", me.me, name="me"),
    path("settings", organisation.organisation, name="settings"),
    path("settings/integrations", credentials.keys, name="settings_keys"),
    path("settings/integrations/new", credentials.make, name="settings_key_make"),
    path("settings/integrations/<int:number>/revoke", credentials.revoke, name="settings_revoke"),
    path(
        "settings/integrations/<int:number>/reactivate",
        credentials.reactivate,
        name="settings_reactivate",
    ),
]
