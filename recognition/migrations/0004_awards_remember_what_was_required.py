"""An award remembers how many hi5s its badge asked for, so that changing the badge keeps it."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def remember(apps: Any, schema_editor: Any) -> None:
    Badge = apps.get_model("recognition", "Badge")
    BadgeAward = apps.get_model("recognition", "BadgeAward")
    badge = Badge._base_manager.filter(pk=OuterRef("badge"))
    BadgeAward.objects.update(hi5_count_required=Subquery(badge.values("hi5_count_required")))


class Migration(migrations.Migration):
    dependencies = [("recognition", "0003_fold_core_values")]
    operations = [
        migrations.AddField(
            "badgeaward",
            "hi5_count_required",
            models.PositiveIntegerField(
                default=1,
                help_text="Hi5s that earned it: a badge may ask for more or fewer by now.",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
