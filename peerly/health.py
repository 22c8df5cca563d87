"""What a load balancer asks: does the process live, and can it do its work?"""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from peerly import database


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process answers at all; the database is not touched."""
    return _told({"status": "ok"}, 200)


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200, or 503 with the check that failed: ``database`` or ``migrations``."""
    try:
        failed = "migrations" if database.missing_migrations() else None
    except Error:
        failed = "database"
    if failed is not None:
        return _told({"status": "unavailable", "failed": failed}, 503)
    return _told({"status": "ok"}, 200)


def _told(answer: dict[str, str], status: int) -> JsonResponse:
    response = JsonResponse(answer, status=status)
    response["Cache-Control"] = "no-store"
    return response
