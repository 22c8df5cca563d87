"""What has happened to people is evidence too: PostgreSQL refuses to change or delete it."""

from typing import Any

from django.db import migrations


def build(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER keep_evidence BEFORE UPDATE OR DELETE ON accounts_event"
            " FOR EACH ROW EXECUTE FUNCTION peerly_keep_evidence()"
        )


def tear_down(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER keep_evidence ON accounts_event")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_hold_the_directory_inside_its_organisation"),
        ("recognition", "0002_hold_rows_inside_their_organisation"),
    ]
    operations = [migrations.RunPython(build, tear_down)]
