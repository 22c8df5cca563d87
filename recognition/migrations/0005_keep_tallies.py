"""Tables for what recognitions add up to by month, walled in like the others."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.same_organisation import keys_within

PAIRS = [
    ("recognition_monthlytally", "user_id", "accounts_user"),
    ("recognition_valuetally", "core_value_id", "recognition_corevalue"),
]
FIRST_DAY = "Its first day, by the organisation's clock."


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *names, blank=True, editable=False, primary_key=True, serialize=False
    )


def refer(to: str, *, db_index: bool = True) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, db_index=db_index
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_rank_who_wants_to_be_ranked"),
        ("recognition", "0004_rank_without_reading"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="MonthlyTally",
            fields=[
                ("month", models.DateField(help_text=FIRST_DAY)),
                ("pk", key("organisation_id", "month", "user_id")),
                ("given", models.IntegerField(default=0)),
                ("received", models.IntegerField(default=0)),
                ("organisation", refer("accounts.organisation")),
                ("user", refer(settings.AUTH_USER_MODEL, db_index=False)),
            ],
            options={
                "verbose_name_plural": "monthly tallies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("given__gte", 0), ("received__gte", 0)),
                        name="monthly_tally_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueTally",
            fields=[
                ("month", models.DateField(help_text=FIRST_DAY)),
                ("pk", key("organisation_id", "month", "core_value_id", "slot")),
                (
                    "slot",
                    models.SmallIntegerField(
                        help_text="Which sixteenth: what is left of the giver's id."
                    ),
                ),
                ("given", models.IntegerField(default=0)),
                ("core_value", refer("recognition.corevalue", db_index=False)),
                ("organisation", refer("accounts.organisation")),
            ],
            options={
                "verbose_name_plural": "value tallies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("given__gte", 0)), name="value_tally_not_negative"
                    )
                ],
            },
        ),
        keys_within(PAIRS),
    ]
