"""Room to say of somebody that they were never thanked, and since when they have been there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0016_fill_what_a_month_gave")]
    operations = [
        migrations.AddField(
            model_name="lastthanks",
            name="was_thanked",
            field=models.BooleanField(default=True, db_default=True),
        ),
    ]
