"""A core value's text is kept folded beside itself: École and ÉCOLE are one value."""

from typing import Any

from django.db import migrations, models

from accounts.models.folded import FoldedField


def fold(apps: Any, schema_editor: Any) -> None:
    CoreValue = apps.get_model("recognition", "CoreValue")
    for value in CoreValue._base_manager.iterator():
        value.save(update_fields=["text_folded"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_fold_names"),
        ("recognition", "0002_hold_rows_inside_their_organisation"),
    ]
    operations = [
        migrations.RemoveConstraint("corevalue", "core_value_text_once"),
        migrations.AddField(
            "corevalue", "text_folded", FoldedField(default="", editable=False, of="text")
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.AddConstraint(
            "corevalue",
            models.UniqueConstraint(
                fields=["organisation", "text_folded"], name="core_value_text_once"
            ),
        ),
    ]
