"""An index of the few who are not on the leaderboard: who shows it asks for them each time."""

from django.db import migrations, models
from django.db.models import Q

OFF = Q(soft_delete_at__isnull=False) | Q(role=1) | Q(is_on_leaderboard=False)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_rank_who_wants_to_be_ranked")]
    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["organisation", "id"], condition=OFF, name="user_off_leaderboard"
            ),
        ),
    ]
