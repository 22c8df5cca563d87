"""Where the pages about who are."""

from django.urls import path

from accounts.views import me, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/demo", sign_in.continue_as, name="continue_as"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("me", me.me, name="me"),
]
