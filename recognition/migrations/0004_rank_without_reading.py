"""The indexes of what somebody gave and got have all that a leaderboard counts: it reads no words."""

from django.db import migrations, models

NEWEST = ("-given_at", "-id")
FIELDS = {
    "recognition_received": ["given_for", *NEWEST, "given_by", "organisation", "hidden_at"],
    "recognition_given": ["given_by", *NEWEST, "given_for", "organisation", "hidden_at"],
}


class Migration(migrations.Migration):
    dependencies = [("recognition", "0003_keep_events")]
    operations = [
        operation
        for name, fields in FIELDS.items()
        for operation in (
            migrations.RemoveIndex(model_name="recognition", name=name),
            migrations.AddIndex(
                model_name="recognition", index=models.Index(fields=fields, name=name)
            ),
        )
    ]
