"""A table for when people were thanked last, walled in like the others."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.same_organisation import keys_within

PAIRS = [("recognition_lastthanks", "user_id", "accounts_user")]


def refer(to: str) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0011_count_participation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="LastThanks",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("organisation", refer("accounts.organisation")),
                ("user", refer(settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name_plural": "last thanks",
                "indexes": [
                    models.Index(
                        fields=["organisation", "at", "user"], name="last_thanks_longest_ago"
                    )
                ],
            },
        ),
        keys_within(PAIRS),
    ]
