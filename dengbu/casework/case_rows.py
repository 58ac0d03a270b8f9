"""Everything that is kept of one case, read in one round trip: a page about a case needs it all."""

from collections.abc import Sequence
from dataclasses import dataclass

from dengbu.casework.models import (
    Case,
    CaseParty,
    CheckResult,
    Decision,
    FeeLine,
    Interruption,
    JournalLine,
    Material,
    Payment,
    PaymentOrder,
    Promise,
    Refund,
    SharedFact,
    SiteView,
)
from dengbu.database.prepared import Reading
from dengbu.database.wire import reading

_OF_ORDERS = "JOIN casework_paymentorder o ON o.id = t.order_id WHERE o.case_id = %s ORDER BY "
_PARTIES = Reading(CaseParty, "WHERE t.case_id = %s ORDER BY t.seq")
_PAPERS = Reading(Material, "WHERE t.case_id = %s ORDER BY t.seq")
_FEES = Reading(FeeLine, "WHERE t.case_id = %s ORDER BY t.seq")
_CHECKS = Reading(CheckResult, "WHERE t.case_id = %s ORDER BY t.at, t.id")
_FACTS = Reading(SharedFact, "WHERE t.case_id = %s ORDER BY t.id")
_PROMISES = Reading(Promise, "WHERE t.case_id = %s ORDER BY t.id")
_DECISIONS = Reading(Decision, "WHERE t.case_id = %s ORDER BY t.round")
_WAITS = Reading(Interruption, "WHERE t.case_id = %s ORDER BY t.began_at, t.id")
_VISITS = Reading(SiteView, "WHERE t.case_id = %s ORDER BY t.recorded_at, t.id")
_JOURNAL = Reading(JournalLine, "WHERE t.case_id = %s ORDER BY t.seq")
_ORDERS = Reading(PaymentOrder, "WHERE t.case_id = %s ORDER BY t.seq")
_PAYMENTS = Reading(Payment, f"{_OF_ORDERS} t.heard_at, t.id")
_REFUNDS = Reading(Refund, f"{_OF_ORDERS} t.order_id, t.seq")
_BUSY = (
    "SELECT o.unit_code, k.case_no FROM casework_caseunit u"
    " JOIN casework_caseunit o ON o.unit_code = u.unit_code AND o.open AND o.case_id <> u.case_id"
    " JOIN casework_case k ON k.id = o.case_id WHERE u.case_id = %s ORDER BY k.case_no"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseRows:
    """The rows of one case, each table in its order."""

    parties: Sequence[CaseParty]
    papers: Sequence[Material]
    fees: Sequence[FeeLine]
    checks: Sequence[CheckResult]
    facts: Sequence[SharedFact]
    promises: Sequence[Promise]
    decisions: Sequence[Decision]
    waits: Sequence[Interruption]
    visits: Sequence[SiteView]
    journal: Sequence[JournalLine]
    orders: Sequence[PaymentOrder]
    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    busy: Sequence[tuple[str, str]]  # unit code, number of another open case on it


def rows_of(case: Case) -> CaseRows:
    """What is kept of the case; one round trip."""
    by = [case.id]
    with reading() as wire:
        parties, papers = _PARTIES.ask(wire, by), _PAPERS.ask(wire, by)
        fees, checks = _FEES.ask(wire, by), _CHECKS.ask(wire, by)
        facts, promises = _FACTS.ask(wire, by), _PROMISES.ask(wire, by)
        decisions, journal = _DECISIONS.ask(wire, by), _JOURNAL.ask(wire, by)
        waits, visits = _WAITS.ask(wire, by), _VISITS.ask(wire, by)
        orders, payments = _ORDERS.ask(wire, by), _PAYMENTS.ask(wire, by)
        refunds, busy = _REFUNDS.ask(wire, by), wire.ask(_BUSY, by)
        return CaseRows(
            parties=_PARTIES.rows(parties),
            papers=_PAPERS.rows(papers),
            fees=_FEES.rows(fees),
            checks=_CHECKS.rows(checks),
            facts=_FACTS.rows(facts),
            promises=_PROMISES.rows(promises),
            decisions=_DECISIONS.rows(decisions),
            waits=_WAITS.rows(waits),
            visits=_VISITS.rows(visits),
            journal=_JOURNAL.rows(journal),
            orders=_ORDERS.rows(orders),
            payments=_PAYMENTS.rows(payments),
            refunds=_REFUNDS.rows(refunds),
            busy=busy.fetchall(),
        )
