"""Names are kept folded beside themselves: databases know the case of ASCII letters only."""

from typing import Any

from django.db import migrations, models

from accounts.models.folded import FoldedField

NAMES = ["first_name", "last_name", "display_name"]


def fold(apps: Any, schema_editor: Any) -> None:
    User = apps.get_model("accounts", "User")
    for person in User._base_manager.iterator():
        person.save(update_fields=[f"{name}_folded" for name in NAMES])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_keep_the_running_period")]
    operations = [
        *[migrations.RemoveIndex("user", f"user_by_{name}") for name in NAMES],
        *[
            migrations.AddField(
                "user", f"{name}_folded", FoldedField(default="", editable=False, of=name)
            )
            for name in NAMES
        ],
        migrations.RunPython(fold, migrations.RunPython.noop),
        *[
            migrations.AddIndex(
                "user",
                models.Index(
                    fields=["organisation", f"{name}_folded"],
                    name=f"user_by_{name}",
                    opclasses=["int8_ops", "text_pattern_ops"],
                ),
            )
            for name in NAMES
        ],
    ]
