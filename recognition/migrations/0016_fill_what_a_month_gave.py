"""Count what each month gave before that was counted."""

from django.db import migrations

# As 0011 has it, with one sum more. Without WHERE, SQLite takes ON for that of a join.
COUNTS = """
    INSERT INTO recognition_participationtally (organisation_id, month, slot, gave, received, given)
    SELECT organisation_id, month, user_id % 16,
        SUM(CASE WHEN given > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN received > 0 THEN 1 ELSE 0 END),
        SUM(given)
    FROM recognition_monthlytally WHERE true GROUP BY organisation_id, month, user_id % 16
    ON CONFLICT (organisation_id, month, slot) DO UPDATE SET given = EXCLUDED.given
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0015_count_what_a_month_gave")]
    operations = [migrations.RunSQL(COUNTS, migrations.RunSQL.noop)]
