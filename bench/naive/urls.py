"""The paths, without a slash at their end as Peerly has them."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from bench.naive.views import RecognitionViewSet, UserViewSet

router = SimpleRouter(trailing_slash=False)
router.register("users", UserViewSet, "user")
router.register("recognitions", RecognitionViewSet, "recognition")
urlpatterns = router.urls
