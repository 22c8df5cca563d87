"""What anybody may have said of a person is kept apart from what their organisation says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_name_the_key_that_was_used")]
    operations = [
        migrations.AddField(
            model_name="record",
            name="hearsay",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text=(
                    "The same, as said with a key that is no secret: anybody may have said it."
                ),
            ),
        ),
    ]
