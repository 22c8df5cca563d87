"""The history names the key somebody acted through, and no Idempotency-Key is kept in clear."""

import json
from hashlib import sha256
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

BATCH = 1000


def hide_keys(apps: Any, schema_editor: Any) -> None:
    """Hash what is kept already, so that a retry after the upgrade still has no second effect."""
    answers = apps.get_model("accounts", "KeptAnswer").objects
    batch = []
    for answer in answers.only("key").order_by("pk").iterator(BATCH):
        answer.key = sha256(json.dumps([None, None, answer.key]).encode()).hexdigest()
        batch.append(answer)
        if len(batch) == BATCH:
            answers.bulk_update(batch, ["key"])
            batch = []
    answers.bulk_update(batch, ["key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_hold_the_directory_inside_its_organisation")]
    operations = [
        migrations.AddField(
            model_name="change",
            name="through",
            field=models.ForeignKey(
                help_text="The key that ``by`` acted through; empty: they were there themselves.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.credential",
            ),
        ),
        migrations.AddField(
            model_name="credential",
            name="revocations",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="How often it was revoked: a token made with it before has ended.",
            ),
        ),
        migrations.RunPython(hide_keys, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="keptanswer",
            name="key",
            field=models.CharField(
                help_text=(
                    "SHA-256 of the key and where it counts: what is sent as one may be a secret."
                ),
                max_length=64,
            ),
        ),
    ]
