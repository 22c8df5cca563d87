"""Note when everybody joined whom nobody has thanked yet."""

from django.db import migrations

JOINED = """
    INSERT INTO recognition_lastthanks (organisation_id, user_id, at, was_thanked)
    SELECT organisation_id, id, joined_at, FALSE
    FROM accounts_user WHERE organisation_id IS NOT NULL
    ON CONFLICT (organisation_id, user_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0017_note_who_was_never_thanked"),
        ("accounts", "0001_initial"),
    ]
    operations = [migrations.RunSQL(JOINED, migrations.RunSQL.noop)]
