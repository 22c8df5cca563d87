"""ModelViewSets."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from bench.naive.serializers import Hi5Serializer, RecognitionSerializer, UserSerializer
from recognition.models import Allowance, LedgerEntry, Recognition


class UserViewSet(viewsets.ModelViewSet):
    """People."""

    serializer_class = UserSerializer

    def get_queryset(self) -> QuerySet[User]:
        """Return colleagues."""
        people = User.objects.filter(organisation=self.request.user.organisation_id)
        start = self.request.query_params.get("starts_with")
        if start:
            people = people.filter(
                Q(first_name__istartswith=start)
                | Q(last_name__istartswith=start)
                | Q(display_name__istartswith=start)
            )
        return people.select_related("allowance").order_by("id")


class RecognitionViewSet(viewsets.ModelViewSet):
    """Recognitions, and the hi5s on them."""

    serializer_class = RecognitionSerializer

    def get_queryset(self) -> QuerySet[Recognition]:
        """Return the organisation's, the newest first."""
        organisation = self.request.user.organisation_id
        seen = Recognition.objects.filter(organisation=organisation, hidden_at=None)
        return seen.select_related("given_by", "given_for", "core_value").order_by("-given_at")

    def perform_create(self, serializer: Any) -> None:
        """Give it."""
        me = self.request.user
        serializer.save(given_by=me, organisation_id=me.organisation_id, given_at=timezone.now())

    @action(detail=True, methods=["post"])
    def hi5(self, request: Request, pk: str) -> Response:
        """Join in, and pay for it."""
        recognition = self.get_object()
        serializer = Hi5Serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            allowance = Allowance.objects.select_for_update().get(user=request.user)
            if allowance.balance < 1:
                return Response({"detail": "No hi5s left."}, status=400)
            now, organisation = timezone.now(), request.user.organisation_id
            hi5 = serializer.save(
                organisation_id=organisation,
                recognition=recognition,
                given_by=request.user,
                given_at=now,
            )
            allowance.balance -= 1
            allowance.save()
            LedgerEntry.objects.create(
                organisation_id=organisation,
                user=request.user,
                by=request.user,
                hi5=hi5,
                kind="spend",
                amount=-1,
                reason="hi5",
                period_start=allowance.period_start,
                at=now,
            )
        return Response(serializer.data, status=201)
