"""Whether every hi5 is accounted for, told by the rows alone."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from recognition.models import Allowance, Hi5, LedgerEntry

SPENT = Q(ledger__kind="spend")
REFUNDED = Q(ledger__kind="refund")


def assert_exact() -> None:
    """Every balance is the sum of its ledger, every period was opened once, every hi5 paid once.

    Call it when nothing is under way.
    """
    for allowance in Allowance.objects.all():
        entries = LedgerEntry.objects.filter(
            user=allowance.user_id, period_start=allowance.period_start
        )
        total = entries.aggregate(total=Coalesce(Sum("amount"), 0))["total"]
        assert allowance.balance == total, f"{allowance} but the ledger says {total}"
        openings = entries.filter(opens_period=True).count()
        assert openings == 1, f"the period of {allowance} was opened {openings} times"
    hi5s = Hi5.objects.annotate(
        spent=Count("ledger", filter=SPENT), refunded=Count("ledger", filter=REFUNDED)
    )
    for hi5 in hi5s:
        paid = hi5.spent - hi5.refunded
        assert paid == int(hi5.is_charged), f"{hi5}: paid {hi5.spent}, got back {hi5.refunded}"
    lost = Hi5.objects.filter(is_charged=True).exclude(recognition__hidden_at=None)
    assert not lost.exists(), f"{lost.count()} charged hi5s are on hidden recognitions"
    # The operator's own check, of which the above does not know.
    call_command("verify_ledger", stdout=StringIO())
