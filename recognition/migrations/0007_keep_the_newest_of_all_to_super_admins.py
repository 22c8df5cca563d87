"""Let no organisation's feed follow the index of all organisations' recognitions.

PostgreSQL guesses how many of the newest are one organisation's; where that is a small one among
large ones it would walk past all of theirs. Nothing is null in there, so NULLS LAST changes no
order; but the index is followed by a query that says so, and by no other.
"""

from typing import Any

from django.db import migrations

TABLE = "recognition_recognition"


def ordered(nulls: str) -> Any:
    """Return what makes the index anew, on PostgreSQL; SQLite does not guess like that."""
    columns = f"given_at DESC NULLS {nulls}, id DESC NULLS {nulls}"

    def make(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("DROP INDEX recognition_newest")
            schema_editor.execute(f"CREATE INDEX recognition_newest ON {TABLE} ({columns})")

    return make


class Migration(migrations.Migration):
    dependencies = [("recognition", "0006_count_what_was_given")]
    operations = [migrations.RunPython(ordered("LAST"), ordered("FIRST"))]
