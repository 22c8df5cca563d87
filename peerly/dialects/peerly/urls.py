"""The native dialect's paths, at the root, as the API page prints them."""

from __future__ import annotations

from accounts.api.organisations import OrganisationViewSet
from accounts.api.people import MeViewSet, PeopleViewSet
from accounts.api.sessions import SignInViewSet, SignOutViewSet
from peerly.dialects.peerly.dialect import PEERLY
from recognition.api.badges import BadgeViewSet
from recognition.api.core_values import CoreValueViewSet
from recognition.api.moderation import CaseViewSet, ReportViewSet, ReviewViewSet
from recognition.api.people import AwardViewSet, GrantViewSet, MyAwardViewSet
from recognition.api.recognitions import Hi5ViewSet, RecognitionViewSet

LIST = {"get": "list"}
CREATE = {"post": "create"}
SHOW = {"get": "retrieve"}
CHANGE = {"put": "update"}
REMOVE = {"delete": "destroy"}

app_name = PEERLY.name
urlpatterns = [
    *PEERLY.path("oauth/google", SignInViewSet, {"post": "google"}),
    *PEERLY.path("logout", SignOutViewSet, {"post": "logout"}),
    *PEERLY.path("core_values", CoreValueViewSet, LIST | CREATE),
    *PEERLY.path("core_values/<id>", CoreValueViewSet, SHOW | CHANGE),
    *PEERLY.path("users", PeopleViewSet, LIST),
    *PEERLY.path("users/me", MeViewSet, SHOW | CHANGE),
    *PEERLY.path("users/me/badges", MyAwardViewSet, LIST),
    *PEERLY.path("users/<id>", PeopleViewSet, SHOW | CHANGE | REMOVE),
    *PEERLY.path("users/<id>/restore", PeopleViewSet, {"post": "restore"}),
    *PEERLY.path("users/<id>/hi5_grants", GrantViewSet, CREATE),
    *PEERLY.path("users/<id>/badges", AwardViewSet, LIST),
    *PEERLY.path("recognitions", RecognitionViewSet, LIST | CREATE),
    *PEERLY.path("recognitions/<id>", RecognitionViewSet, SHOW),
    *PEERLY.path("recognitions/<recognition_id>/hi5", Hi5ViewSet, LIST | CREATE | REMOVE),
    *PEERLY.path("recognitions/<recognition_id>/report", ReportViewSet, CREATE),
    *PEERLY.path("recognitions/<recognition_id>/review", ReviewViewSet, CREATE),
    *PEERLY.path("reports", CaseViewSet, LIST),
    *PEERLY.path("organisations", OrganisationViewSet, LIST | CREATE),
    *PEERLY.path("organisations/<id>", OrganisationViewSet, SHOW | CHANGE),
    *PEERLY.path("badges", BadgeViewSet, LIST | CREATE),
    *PEERLY.path("badges/<id>", BadgeViewSet, SHOW | CHANGE | REMOVE),
    *PEERLY.catch_all(),
]
