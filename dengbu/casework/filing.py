"""Writing batches: all that came in the same moment, in one transaction of a few statements.

Locks are taken in one order everywhere: the batches' keys, the units by code, the counters of case
numbers last, since those are held to the commit.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import attesting, rows
from dengbu.casework.agent_services import OPEN, request_of
from dengbu.casework.batch_lines import FiledLine, Refused, SoundLine, sound_lines
from dengbu.casework.batch_views import problems
from dengbu.casework.calendar import Deadlines, calendar_of, deadlines
from dengbu.casework.catalogue import service, service_version
from dengbu.casework.filing_sql import ASKED, FILE, OFFERED, SENT
from dengbu.casework.models import Batch, CaseStatus, Channel
from dengbu.casework.rules.searching import searchable
from dengbu.casework.service_views import ServiceView
from dengbu.casework.submission import submitter_of
from dengbu.casework.values import CaseRequest, to_json
from dengbu.database.ids import next_ids
from dengbu.database.wire import Wire, pipeline
from dengbu.kernel.calendar import WorkCalendar
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.kernel.identity import IdType
from dengbu.register import api as register

LONGEST_CODE, LONGEST_PROOF = 28, 60  # characters
WORDS = "收到银行的申请，交智能审批"
IN_FORCE = (
    "SELECT office, code, id FROM casework_serviceversion"
    " WHERE office = ANY(%s::text[]) AND code = ANY(%s::text[]) AND valid_from <= %s"
    " AND (valid_to IS NULL OR valid_to > %s)"
)
MORTGAGE, SALE_NOTICE, LOAN_NOTICE = "抵押权", "预告登记", "抵押预告登记"
HOLDERS: Mapping[str, Callable[[Collection[str]], dict[tuple[str, str], frozenset[str]]]] = {
    MORTGAGE: register.mortgagees_of,
    SALE_NOTICE: partial(register.notice_holders_of, of_mortgages=False),
    LOAN_NOTICE: partial(register.notice_holders_of, of_mortgages=True),
}
"""Who holds the rights that proofs name."""
Guides = Mapping[tuple[str, str], ServiceView]  # by office and code
BUSY = (
    "SELECT u.unit_code, c.case_no, c.accepted_at, c.organisation_id FROM casework_caseunit u"
    " JOIN casework_case c ON c.id = u.case_id WHERE u.open AND u.unit_code = ANY(%s::text[])"
)


@dataclass(kw_only=True, slots=True)
class Filing:
    """A batch on its way into the database."""

    batch: Batch  # whole but for its office
    items: Sequence[FiledLine]
    actor: accounts.Actor
    read: Mapping[int, FiledLine] = field(default_factory=dict)  # well-formed, by place
    refused: Refused = field(default_factory=dict)
    lines: list[SoundLine] = field(default_factory=list)
    numbers: dict[int, str] = field(default_factory=dict)  # case numbers by place

    @property
    def day(self) -> date:
        """The day whose counter numbers its cases."""
        return self.batch.received_at.astimezone(SHANGHAI).date()


def file_together(filings: Sequence[Filing]) -> list[bool]:
    """Write batches and their cases in one transaction; whether each is new.

    A batch whose key came before is left alone; a new one gets its ``numbers`` and ``refused``.
    Raises `Faults` NOT_SUPPORTED where an office does not offer the service.
    """
    with transaction.atomic(), pipeline() as wire:
        _find_units(filings)
        fresh = _write(wire, filings, _guides(wire, filings))
        late = [(f, line) for f in fresh for line in f.lines if line.place not in f.numbers]
        if late:
            _refuse_busy(wire, late, fresh)
        _send_refused(wire, [f for f in fresh if f.refused])
    new = {id(filing) for filing in fresh}
    return [id(filing) in new for filing in filings]


def _find_units(filings: Sequence[Filing]) -> None:
    """Unit and mortgage of every line: a query each, anew at each try, since one that failed left
    marks."""
    asked = [item for f in filings for item in f.read.values()]
    units = cadastre.places({item.unit_code for item in asked})
    holders = {what: look(_proofs(filings, what)) for what, look in HOLDERS.items()}
    for filing in filings:
        filing.refused = {p: found for p, found in filing.refused.items() if p not in filing.read}
        filing.numbers = {}
        bank = filing.actor.organisation_credit_code
        what = _right(filing)
        found = holders[what]
        filing.lines = sound_lines(filing.read, units, found, bank, filing.refused, what=what)
        named = filing.lines[0].unit.office if filing.lines else filing.items[0].unit_code
        filing.batch.office = "".join(named.split())[:6]


def _right(filing: Filing) -> str:
    """Of what kind the proofs of a batch are, as people call it."""
    opening = OPEN[filing.batch.service]
    if not opening.notice:
        return MORTGAGE
    return LOAN_NOTICE if opening.loan else SALE_NOTICE


def _proofs(filings: Sequence[Filing], what: str) -> set[str]:
    of_kind = (f for f in filings if _right(f) == what)
    return {item.proof_no for f in of_kind for item in f.read.values()}


def _guides(wire: Wire, filings: Sequence[Filing]) -> Guides:
    """The services in force at the offices that get cases, when the last of them was received."""
    pairs = sorted({(f.batch.office, f.batch.service) for f in filings if f.lines})
    if not pairs:
        return {}
    now = max(f.batch.received_at for f in filings if f.lines)
    offices, codes = (rows.array("text", column) for column in zip(*pairs, strict=True))
    asked = [offices, codes, now, now]
    found = {(office, code): id for office, code, id in wire.send(IN_FORCE, asked).fetchall()}
    return {
        (office, code): service_version(found[office, code])
        if (office, code) in found
        else service(code, office=office, now=now)
        for office, code in pairs
    }


def _write(wire: Wire, filings: Sequence[Filing], guides: Guides) -> list[Filing]:
    """Write what may be written, number the cases; the batches that are new."""
    pairs = sorted(((f, x) for f in filings for x in f.lines), key=lambda p: p[1].unit.code)
    ids = iter(next_ids(len(filings) + 5 * len(pairs)))
    parameters = [
        *SENT.parameters([_sent(f, next(ids), guides.get(_place(f))) for f in filings]),
        *ASKED.parameters([_asked(f, line, ids) for f, line in pairs]),
        *OFFERED.parameters([_offered(*pair, guide) for pair, guide in guides.items()]),
        Channel.AGENT.value,
        CaseStatus.AUTOPILOT.value,
        register.RULES_VERSION,
        IdType.CREDIT_CODE.value,
        register.PartyType.ENTERPRISE.value,
        WORDS,
    ]
    known = dict(wire.send(FILE, parameters).fetchall())
    for filing in filings:
        places = {x.place: x.case_id for x in filing.lines if x.case_id in known}
        filing.numbers = {place: known[case_id] for place, case_id in places.items()}
    _attest(wire, [(f, x) for f, x in pairs if x.place in f.numbers])
    return [f for f in filings if f.batch.id in known]


def _attest(wire: Wire, taken: Sequence[tuple[Filing, SoundLine]]) -> None:
    """A leaf for each new case, with what the bank has signed."""
    found: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for filing, line in taken:
        batch = filing.batch
        found[batch.office].append(
            (
                line.case_id,
                batch.office,
                filing.numbers[line.place],
                line.place,
                line.unit.code,
                line.item.proof_no[:LONGEST_PROOF],
                batch.id,
                batch.organisation_id,
                batch.key_id,
                batch.body_digest,
                batch.received_at,
            )
        )
    for office, cases in found.items():
        wire.send(*attesting.filed(office, cases))


def _sent(filing: Filing, counter_id: int, guide: ServiceView | None) -> tuple[object, ...]:
    """A batch in the order of ``SENT``; without a case it has no deadline."""
    batch, actor = filing.batch, filing.actor
    times = _deadlines(guide, batch.received_at) if guide else None
    return (
        batch.id,
        batch.office,
        batch.organisation_id,
        batch.key_id,
        batch.idempotency_key,
        batch.body_digest,
        batch.body,
        batch.signed_text,
        batch.signature,
        batch.service,
        batch.count,
        batch.received_at,
        filing.day,
        counter_id,
        actor.organisation_name,
        actor.organisation_credit_code,
        submitter_of(actor),
        times.due_at if times else None,
        times.statutory_due_at if times else None,
        times.provisional if times else None,
    )


def _asked(filing: Filing, line: SoundLine, ids: Iterator[int]) -> tuple[object, ...]:
    """A sound line in the order of ``ASKED``."""
    return (
        line.case_id,
        filing.batch.id,
        line.place,
        line.unit.code,
        line.item.proof_no[:LONGEST_PROOF],
        line.unit.address,
        rows.json(to_json(_request(filing, line))),
        *(next(ids) for _ in range(5)),
        searchable(line.unit.address, [filing.actor.organisation_name]),
    )


def _place(filing: Filing) -> tuple[str, str]:
    return filing.batch.office, filing.batch.service


def _offered(office: str, code: str, guide: ServiceView) -> tuple[object, ...]:
    item = guide.items[0]
    return (office, code, guide.id, guide.title, item.guide, item.act, OPEN[code].role.value)


def _refuse_busy(
    wire: Wire, losers: Sequence[tuple[Filing, SoundLine]], fresh: Sequence[Filing]
) -> None:
    """Say what holds the unit: a case of before, or one of this very transaction.

    Which one is told only to the organisation that filed it.
    """
    asked = rows.array("text", [line.unit.code for _, line in losers])
    holders = {code: tuple(rest) for code, *rest in wire.ask(BUSY, [asked]).fetchall()}
    own = set()
    for filing in fresh:
        at, whose = filing.batch.received_at, filing.actor.organisation_id
        for line in filing.lines:
            if line.place in filing.numbers:
                own.add((id(filing), line.unit.code))
                holders[line.unit.code] = (filing.numbers[line.place], at, whose)
    for filing, line in losers:
        number, at, whose = holders[line.unit.code]
        same = (id(filing), line.unit.code) in own
        theirs = whose is not None and whose == filing.actor.organisation_id
        said = _busy(number, at, same_batch=same) if theirs else _busy_elsewhere()
        filing.refused[line.place] = (said,)


def _busy_elsewhere() -> Fault:
    return Fault(
        code=FaultCode.UNIT_BUSY,
        message="这个单元有别人的一件正在办，办完才能再收",
        field="unit_code",
        clause=REGULATION.of(18),
        remedy="等那一件办完以后再提交；可以请权利人到登记窗口问是哪一件",
    )


def _busy(number: str, accepted_at: datetime, *, same_batch: bool) -> Fault:
    when = accepted_at.astimezone(SHANGHAI).strftime("%m月%d日 %H:%M")
    said = f"这个单元有一件正在办：{number}，{when}受理，办完才能再收"
    if same_batch:
        said = f"这个单元在本批另一行已经有申请（{number}），等它登簿后再提交这一件"
    return Fault(
        code=FaultCode.UNIT_BUSY,
        message=said,
        field="unit_code",
        clause=REGULATION.of(18),
        remedy="等那一件办完，或者撤回后再提交",
        data={"case_no": number},
    )


def _deadlines(guide: ServiceView, at: datetime) -> Deadlines:
    days = _calendar(guide.id, at.replace(second=0, microsecond=0))
    return deadlines(guide, at, days, channel=Channel.AGENT)


@lru_cache(maxsize=8)
def _calendar(version: int, minute: datetime) -> WorkCalendar:
    """The calendar of a service, read once a minute: a city files hundreds of cases a second."""
    return calendar_of(service_version(version), since=minute)


def _request(filing: Filing, line: SoundLine) -> CaseRequest:
    """The line as the request that the case keeps."""
    return request_of(
        filing.batch.service,
        line.item,
        name=filing.actor.organisation_name,
        credit_code=filing.actor.organisation_credit_code,
        channel=Channel.AGENT.value,
    )


def _send_refused(wire: Wire, filings: Sequence[Filing]) -> None:
    """Keep the lines that became no case, with everything that is wrong with them."""
    if not filings:
        return
    ids = iter(next_ids(sum(len(f.refused) for f in filings)))
    values = []
    for filing in filings:
        for place, faults in sorted(filing.refused.items()):
            item = filing.read.get(place, filing.items[place - 1])
            values.append(
                (
                    next(ids),
                    filing.batch.office,
                    filing.batch.id,
                    place,
                    rows.json(problems(faults)),
                    item.unit_code[:LONGEST_CODE],
                    item.proof_no[:LONGEST_PROOF],
                )
            )
    wire.send(rows.REFUSED.sql, rows.REFUSED.parameters((), values))
