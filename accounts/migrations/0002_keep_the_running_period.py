"""An organisation remembers where the running period began, not how that was worked out."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import Q

from accounts.periods import period_at


def remember(apps: Any, schema_editor: Any) -> None:
    Organisation = apps.get_model("accounts", "Organisation")
    for organisation in Organisation.objects.filter(terms_since__isnull=False):
        running = period_at(
            organisation.terms_since - timedelta(microseconds=1),
            frequency=organisation.frequency_before,
            timezone=organisation.timezone_before,
        )
        organisation.period_start_before = running.starts_at
        organisation.save(update_fields=["period_start_before"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            "organisation",
            "period_start_before",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
        migrations.RemoveField("organisation", "frequency_before"),
        migrations.RemoveField("organisation", "timezone_before"),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                condition=Q(terms_since__isnull=True)
                | Q(hi5_limit_before__isnull=False, period_start_before__isnull=False),
                name="organisation_keeps_its_promise",
            ),
        ),
    ]
