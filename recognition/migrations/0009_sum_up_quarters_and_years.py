"""Sum up the months that there are to quarters and years."""

from typing import Any

from django.db import migrations

from accounts.periods import first_day

LENGTHS = (3, 12)
SUMS = """
    INSERT INTO recognition_spantally
        (organisation_id, months, month, user_id, given, received)
    SELECT organisation_id, %s, %s, user_id, SUM(given), SUM(received)
    FROM recognition_monthlytally WHERE month IN ({marks}) GROUP BY organisation_id, user_id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    adapt = connection.ops.adapt_datefield_value
    tallies = apps.get_model("recognition", "MonthlyTally").objects
    months = sorted(set(tallies.order_by().values_list("month", flat=True).distinct()))
    with connection.cursor() as cursor:
        for length in LENGTHS:
            for first in sorted({first_day(month, length) for month in months}):
                within = [adapt(month) for month in months if first_day(month, length) == first]
                statement = SUMS.format(marks=", ".join(["%s"] * len(within)))
                cursor.execute(statement, [length, adapt(first), *within])


class Migration(migrations.Migration):
    dependencies = [("recognition", "0008_keep_quarters_and_years")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
