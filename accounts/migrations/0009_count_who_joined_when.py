"""An index by which is counted how many had joined by a day, without a look at each of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_find_who_is_left_out")]
    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["organisation", "joined_at", "id"], name="user_by_joining"),
        ),
    ]
