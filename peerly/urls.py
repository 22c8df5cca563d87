"""Every mount point on one screen."""

from django.contrib import admin
from django.urls import include, path

from peerly import docs
from peerly.dialects.peerly import urls as peerly_dialect

urlpatterns = [
    path("admin/", admin.site.urls),
    path("auth/", include("social_django.urls", namespace="social")),
    *docs.urlpatterns,
    path("", include((peerly_dialect.urlpatterns, peerly_dialect.app_name))),
]

handler400 = "peerly.handlers.bad_request"
handler403 = "peerly.handlers.permission_denied"
handler404 = "peerly.handlers.page_not_found"
handler500 = "peerly.handlers.server_error"
