"""Count who took part in the months that there are."""

from django.db import migrations

COUNTS = """
    INSERT INTO recognition_participationtally (organisation_id, month, slot, gave, received)
    SELECT organisation_id, month, user_id % 16,
        SUM(CASE WHEN given > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN received > 0 THEN 1 ELSE 0 END)
    FROM recognition_monthlytally GROUP BY organisation_id, month, user_id % 16
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0010_keep_participation")]
    operations = [migrations.RunSQL(COUNTS, migrations.RunSQL.noop)]
