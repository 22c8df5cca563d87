"""PostgreSQL's second wall: composite foreign keys between an organisation's rows, and a ledger
that refuses UPDATE and DELETE. SQLite cannot add such keys to a table that exists, and loses its
triggers whenever Django remakes a table; there the first wall (querysets and actions) stands alone,
and the tenant tests run on both."""

from typing import Any

from django.db import migrations

from accounts.same_organisation import keys_within

PAIRS = [
    # table, column, the table referred to
    ("recognition_corevalue", "parent_id", "recognition_corevalue"),
    ("recognition_recognition", "given_by_id", "accounts_user"),
    ("recognition_recognition", "given_for_id", "accounts_user"),
    ("recognition_recognition", "core_value_id", "recognition_corevalue"),
    ("recognition_hi5", "recognition_id", "recognition_recognition"),
    ("recognition_hi5", "given_by_id", "accounts_user"),
    ("recognition_allowance", "user_id", "accounts_user"),
    ("recognition_ledgerentry", "user_id", "accounts_user"),
    ("recognition_ledgerentry", "hi5_id", "recognition_hi5"),
    ("recognition_case", "recognition_id", "recognition_recognition"),
    ("recognition_report", "case_id", "recognition_case"),
    ("recognition_report", "reported_by_id", "accounts_user"),
    ("recognition_report", "answered_by_id", "recognition_review"),
    ("recognition_review", "case_id", "recognition_case"),
    ("recognition_badgeaward", "badge_id", "recognition_badge"),
    ("recognition_badgeaward", "user_id", "accounts_user"),
]
EVIDENCE = ["recognition_ledgerentry", "recognition_review", "accounts_change"]


def build(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        "CREATE FUNCTION peerly_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        params=None,
    )
    for table in EVIDENCE:
        schema_editor.execute(
            f"CREATE TRIGGER keep_evidence BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION peerly_keep_evidence()"
        )


def tear_down(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in EVIDENCE:
        schema_editor.execute(f"DROP TRIGGER keep_evidence ON {table}")
    schema_editor.execute("DROP FUNCTION peerly_keep_evidence()")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("recognition", "0001_initial")]
    operations = [keys_within(PAIRS), migrations.RunPython(build, tear_down)]
