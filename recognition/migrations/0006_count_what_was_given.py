"""Add up what was given before there were tallies, month by month of each organisation's clock."""

from collections import defaultdict
from typing import Any

from django.db import migrations
from django.db.models import Count, IntegerField, Max, Min
from django.db.models.functions import Mod

from accounts.periods import Span, day_in, span_at

SLOTS = 16
BATCH = 5000


def fill(apps: Any, schema_editor: Any) -> None:
    Recognition = apps.get_model("recognition", "Recognition")
    shown = Recognition.objects.filter(hidden_at__isnull=True).order_by()
    for home in apps.get_model("accounts", "Organisation").objects.order_by("pk"):
        given = shown.filter(organisation=home)
        ends = given.aggregate(first=Min("given_at"), last=Max("given_at"))
        moment = ends["first"]
        while moment is not None and moment <= ends["last"]:
            month = span_at(moment, span=Span.MONTH, timezone=home.timezone)
            key = {"organisation": home, "month": day_in(home.timezone, month.starts_at)}
            among = given.filter(given_at__gte=month.starts_at, given_at__lt=month.ends_at)
            _write(apps, key, among)
            moment = month.ends_at


def _write(apps: Any, key: dict[str, Any], given: Any) -> None:
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for name, whose in (("given", "given_by"), ("received", "given_for")):
        for person, count in given.values_list(whose).annotate(Count("pk")):
            counts[person][name] = count
    MonthlyTally = apps.get_model("recognition", "MonthlyTally")
    people = [MonthlyTally(**key, user_id=person, **found) for person, found in counts.items()]
    MonthlyTally.objects.bulk_create(people, batch_size=BATCH)
    slot = Mod("given_by", SLOTS, output_field=IntegerField())
    ValueTally = apps.get_model("recognition", "ValueTally")
    values = [
        ValueTally(**key, core_value_id=value, slot=slot, given=count)
        for value, slot, count in given.values_list("core_value", slot).annotate(Count("pk"))
    ]
    ValueTally.objects.bulk_create(values, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("recognition", "0005_keep_tallies")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
