"""Whoever has a Google account linked has signed in, also when nobody wrote down when."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def remember(apps: Any, schema_editor: Any) -> None:
    """Take when the link was last used. An integration may rename whoever never came."""
    links = apps.get_model("social_django", "UserSocialAuth").objects.order_by("-modified")
    people = apps.get_model("accounts", "User").all_objects.filter(last_login__isnull=True)
    last = links.filter(user=OuterRef("pk")).values("modified")[:1]
    people.filter(pk__in=links.order_by().values("user")).update(last_login=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_keep_hearsay_apart"),
        ("social_django", "0010_uid_db_index"),
    ]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
