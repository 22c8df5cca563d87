"""Who is on the leaderboard, where there is one; and which organisation is a demo.

None of those that exist becomes a demo: its people could then be anybody.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_remember_who_has_signed_in")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="is_on_leaderboard",
            field=models.BooleanField(
                default=True, help_text="Whether colleagues see them on the leaderboard."
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="has_leaderboard",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="is_demo",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Anybody may continue as one of its people.",
            ),
        ),
    ]
