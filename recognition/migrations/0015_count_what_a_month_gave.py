"""A count of the recognitions beside those of the people, so that a total adds up few rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0014_skip_rows_on_the_index")]
    operations = [
        migrations.AddField(
            model_name="participationtally",
            name="given",
            field=models.IntegerField(
                default=0, db_default=0, help_text="How many recognitions they gave."
            ),
        ),
        migrations.AlterField(
            model_name="participationtally",
            name="gave",
            field=models.IntegerField(default=0, help_text="How many of them gave anything."),
        ),
        migrations.AlterField(
            model_name="participationtally",
            name="received",
            field=models.IntegerField(default=0, help_text="How many of them received anything."),
        ),
        migrations.RemoveConstraint(
            model_name="participationtally", name="participation_tally_not_negative"
        ),
        migrations.AddConstraint(
            model_name="participationtally",
            constraint=models.CheckConstraint(
                condition=models.Q(gave__gte=0, received__gte=0, given__gte=0),
                name="participation_tally_not_negative",
            ),
        ),
    ]
