"""Fields that only this dialect has."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.models import Organisation
from peerly.api.fields import VisibleThing


# Without a type: from most people anything is taken, and ignored.
@extend_schema_field({"example": 1})
class OrganisationOfBody(VisibleThing):
    """``org_id``: a SuperAdmin says which organisation; from others it is not believed."""

    def __init__(self) -> None:
        super().__init__(
            Organisation.objects.visible_to,
            source="organisation",
            required=False,
            help_text="Required from a SuperAdmin, ignored from others.",
        )

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the organisation that the asker may mean."""
        viewer = self.context["viewer"]
        if not policies.is_super_admin(viewer):
            return viewer.organisation
        if data is serializers.empty:
            self.fail("required")
        return super().run_validation(data)
