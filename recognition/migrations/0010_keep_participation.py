"""A table for how many people take part in a month."""

import django.db.models.deletion
from django.db import migrations, models

SIXTEENTH = "Which sixteenth: what is left of the person's id."


class Migration(migrations.Migration):
    dependencies = [("recognition", "0009_sum_up_quarters_and_years")]
    operations = [
        migrations.CreateModel(
            name="ParticipationTally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "month",
                        "slot",
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
                ("slot", models.SmallIntegerField(help_text=SIXTEENTH)),
                ("gave", models.IntegerField(default=0)),
                ("received", models.IntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        db_index=False,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "participation tallies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gave__gte", 0), ("received__gte", 0)),
                        name="participation_tally_not_negative",
                    )
                ],
            },
        ),
    ]
