"""PostgreSQL's second wall around credentials and the directory, as around recognitions."""

from django.db import migrations

from accounts.same_organisation import keys_within

PAIRS = [
    ("accounts_credential", "owner_id", "accounts_user"),
    ("accounts_department", "parent_id", "accounts_department"),
    ("accounts_record", "user_id", "accounts_user"),
    ("accounts_record", "manager_id", "accounts_user"),
    ("accounts_record", "job_title_id", "accounts_jobtitle"),
    ("accounts_record", "location_id", "accounts_location"),
    ("accounts_membership", "user_id", "accounts_user"),
    ("accounts_membership", "department_id", "accounts_department"),
    ("accounts_engagement", "user_id", "accounts_user"),
    ("accounts_engagement", "business_id", "accounts_business"),
    ("accounts_supervision", "user_id", "accounts_user"),
    ("accounts_supervision", "manager_id", "accounts_user"),
    ("accounts_event", "user_id", "accounts_user"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_directory")]
    operations = [keys_within(PAIRS)]
