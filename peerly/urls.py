"""Every mount point on one screen."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from social_django import views as social_views

from accounts import faces
from peerly import about, docs, health
from peerly.dialects import DIALECTS, mount

# Of social-auth's own list only what signing in takes: nobody unlinks accounts here.
google_sign_in = [
    path("login/<str:backend>/", social_views.auth, name="begin"),
    path("complete/<str:backend>/", social_views.complete, name="complete"),
]

urlpatterns = [
    path("", include("recognition.urls")),  # first, as its front page is asked most
    path("admin/", admin.site.urls),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("auth/", include((google_sign_in, "social"))),
    path("healthz", health.healthz, name="healthz"),
    path("healthz/", health.healthz),
    path("readyz", health.readyz, name="readyz"),
    path("readyz/", health.readyz),
    path("faces/<str:name>.svg", faces.face, name="face"),
    *(mount(dialect) for dialect in DIALECTS),
    *docs.urlpatterns,
    *about.urlpatterns,
    path("", include("accounts.urls")),
]

handler400 = "peerly.handlers.bad_request"
handler403 = "peerly.handlers.permission_denied"
handler404 = "peerly.handlers.page_not_found"
handler500 = "peerly.handlers.server_error"
