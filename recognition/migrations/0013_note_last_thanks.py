"""Note when people were thanked last before that was noted."""

from django.db import migrations

LAST = """
    INSERT INTO recognition_lastthanks (organisation_id, user_id, at)
    SELECT organisation_id, given_for_id, MAX(given_at)
    FROM recognition_recognition WHERE hidden_at IS NULL GROUP BY organisation_id, given_for_id
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0012_keep_last_thanks")]
    operations = [migrations.RunSQL(LAST, migrations.RunSQL.noop)]
