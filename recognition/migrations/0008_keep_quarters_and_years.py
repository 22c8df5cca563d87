"""A table for what people gave and got in a quarter and a year, and indexes in order of that.

The key begins with the organisation: an index of that alone would only have to be written too.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.same_organisation import keys_within

PAIRS = [("recognition_spantally", "user_id", "accounts_user")]
KEYS = {"monthlytally": ["month"], "spantally": ["months", "month"]}
NAMES = {"monthlytally": "monthly_tally", "spantally": "span_tally"}


def refer(to: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_find_who_is_left_out"),
        ("recognition", "0007_keep_the_newest_of_all_to_super_admins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="SpanTally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "months",
                        "month",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "month",
                    models.DateField(help_text="Its first day, by the organisation's clock."),
                ),
                ("months", models.SmallIntegerField(help_text="How long it is: 3 or 12 months.")),
                ("given", models.IntegerField(default=0)),
                ("received", models.IntegerField(default=0)),
                ("organisation", refer("accounts.organisation")),
                ("user", refer(settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name_plural": "span tallies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("given__gte", 0), ("received__gte", 0)),
                        name="span_tally_not_negative",
                    )
                ],
            },
        ),
        *(
            migrations.AddIndex(
                model_name=model,
                index=models.Index(
                    fields=["organisation", *key, f"-{count}", "user"],
                    name=f"{NAMES[model]}_{count}",
                ),
            )
            for model, key in KEYS.items()
            for count in ("given", "received")
        ),
        *(
            migrations.AlterField(model, "organisation", refer("accounts.organisation"))
            for model in ("monthlytally", "valuetally")
        ),
        keys_within(PAIRS),
    ]
