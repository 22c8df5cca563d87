"""Recognitions and the hi5s on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import once_per_key
from accounts.policies import is_anybody
from peerly.api.express import Lane
from peerly.api.viewsets import Operation, ResourceViewSet
from recognition import policies
from recognition.actions import allowances, hi5s, recognitions
from recognition.api.lanes import JoiningLane, ThankingLane
from recognition.models import ParticipationTally, Recognition


def how_many(viewer: Any) -> Any:
    """Return numbers that add up to how many recognitions ``viewer`` sees, without counting them.

    What a review has hidden is in no tally, as it is in no list.
    """
    return ParticipationTally.objects.visible_to(viewer).added_up()


class RecognitionViewSet(ResourceViewSet):
    """The recognitions one can see; posting gives one."""

    resource = "recognition"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List recognitions",
            may=is_anybody,
            query="recognition_query",
            answer="recognition",
            many=True,
            lane=Lane(
                lambda reader: Recognition.objects.visible_to(reader).newest_to(reader),
                whole=how_many,
            ),
        ),
        "create": Operation(
            summary="Give a recognition",
            may=policies.can_give,
            body="new_recognition",
            answer="given_recognition",
            status=201,
            lane=ThankingLane(),
            refuses=(recognitions.OwnPraise, allowances.InsufficientBalance),
        ),
        "retrieve": Operation(summary="Show a recognition", may=is_anybody, answer="recognition"),
    }

    def list(self, request: Request) -> Response:
        """List the newest first; every filter given must fit."""
        feed = Recognition.objects.visible_to(self.viewer)
        asked = {name: it for name, it in self.read_query().items() if it != ""}
        for name, wanted in asked.items():
            # The words of a query are the queryset's own verbs: given_by, about, since.
            feed = getattr(feed, name)(wanted)
        whole = None if asked else how_many(self.viewer)
        return self.reply_page(feed.newest_to(self.viewer), whole)

    @once_per_key
    def create(self, request: Request) -> Response:
        """Thank a colleague for living a core value."""
        return self.reply(recognitions.give(by=self.viewer, **self.read()))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show a recognition."""
        return self.reply(self.find(Recognition.objects.visible_to(self.viewer)))


class Hi5ViewSet(ResourceViewSet):
    """The hi5s on one recognition."""

    resource = "hi5"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List who gave a hi5", may=is_anybody, answer="hi5_giver", many=True
        ),
        "create": Operation(
            summary="Give a hi5",
            may=policies.can_give,
            body="new_hi5",
            answer="hi5",
            status=201,
            lane=JoiningLane(),
            refuses=(hi5s.OwnRecognition, hi5s.AlreadyGiven, allowances.InsufficientBalance),
        ),
        "destroy": Operation(
            summary="Take my hi5 back",
            may=policies.can_give,
            refuses=(hi5s.TooLate, hi5s.PriceOfGiving),
        ),
    }

    def list(self, request: Request, **kwargs: str) -> Response:
        """List givers, the newest first."""
        return self.reply_page(self._recognition().hi5s.standing().newest_first())

    @once_per_key
    def create(self, request: Request, **kwargs: str) -> Response:
        """Join in, for one hi5 of the allowance."""
        recognition = self._recognition()
        return self.reply(hi5s.give(by=self.viewer, recognition=recognition, **self.read()))

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Take it back within 60 seconds; its price comes back."""
        hi5s.withdraw(by=self.viewer, recognition=self._recognition())
        return self.reply()

    def _recognition(self) -> Any:
        seen = Recognition.objects.visible_to(self.viewer)
        return self.find(seen.select_related("given_for__organisation"))
