"""Let PostgreSQL skip rows of a feed on its index alone, which has to say whether they are hidden.

As a column behind the others, that is, not one of its keys: SQLite, which knows no such columns,
would follow an index with one key more where another is the right one.
"""

from typing import Any

from django.db import migrations

KEYS = "organisation_id, given_at DESC, id DESC"


def carrying(columns: str) -> Any:
    """Return what makes the index anew, on PostgreSQL, with ``columns`` beside its keys."""

    def make(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("DROP INDEX recognition_feed")
            schema_editor.execute(
                f"CREATE INDEX recognition_feed ON recognition_recognition ({KEYS}) {columns}"
            )

    return make


class Migration(migrations.Migration):
    dependencies = [("recognition", "0013_note_last_thanks")]
    operations = [migrations.RunPython(carrying("INCLUDE (hidden_at)"), carrying(""))]
