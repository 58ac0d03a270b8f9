"""契税 on an open case: accepted before it is paid, entered only after (P16)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits, noticing, pausing
from dengbu.casework.catalogue import service_version
from dengbu.casework.holding import held, taken
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.models import Case, CaseStatus, Channel, Material
from dengbu.casework.queries_case import case_view, may_see
from dengbu.casework.tax_vouchers import APART, as_line, open_taxes, taxed, vouchers
from dengbu.casework.values import MaterialSource
from dengbu.casework.views import CaseView
from dengbu.kernel.chinese import moment_words, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

OPEN = (CaseStatus.ACCEPTED, CaseStatus.EXAMINING, CaseStatus.SUPPLEMENT)


def record_tax(
    case_no: str, *, note: str, of: str = "", actor: accounts.Actor, now: datetime, revision: int
) -> CaseView:
    """Note that the deed tax of an open case is paid or exempt, with its voucher or ground.

    ``of``: the transfer whose tax it is, where the case has several; the case waits until each has
    its voucher. Then the clock that stood runs on, unless the case is out for a supplement. For
    window and examiner. Raises `Faults` REQUIRED, CODE_LIST, TOO_LONG, NOT_FOUND, STATE_CHANGED,
    LOCK_TIMEOUT or PERMISSION_MISSING. Ground: 契税法 on clearing before registration.
    """
    if not accounts.may(actor, accounts.Permission.ACCEPT):
        accounts.require(actor, accounts.Permission.EXAMINE)
    with transaction.atomic():
        case = taken(normalise_code(case_no))
        if not may_see(case, actor):
            unknown = "没有查到这个业务号，请核对"
            raise Faults(Fault(code=FaultCode.NOT_FOUND, message=unknown, field="case_no"))
        if case.status not in OPEN:
            late = f"这件现在是“{CaseStatus(case.status).label}”，不用再补契税"
            raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=late))
        taxes = taxed(service_version(case.service_id))
        said = _said(note, of, taxes, before=_seen(case))
        held(case, CaseStatus(case.status), revision)
        if left := open_taxes(said, taxes):
            _note_one(case, said, left, actor=actor, now=now)
            return case_view(case, now=now)
        clear(
            case,
            {**case.request, "tax_cleared": True, "tax_note": said},
            said=f"契税办好了：{said}",
            source=MaterialSource.NOTED,
            who=actor.name,
            now=now,
        )
    return case_view(case, now=now)


def taxes_to_note(case: int) -> tuple[str, ...]:
    """The transfers whose deed tax is to be noted still, of a case with several; else ()."""
    found = Case.objects.get(id=case)
    taxes = taxed(service_version(found.service_id))
    if len(taxes) < 2:
        return ()
    return open_taxes(_seen(found), taxes)


def _seen(case: Case) -> str:
    """The vouchers that are noted: of what came from outside none, it is only said."""
    return str(case.request.get("tax_note") or "") if case.channel == Channel.WINDOW else ""


def _note_one(
    case: Case, said: str, left: Sequence[str], *, actor: accounts.Actor, now: datetime
) -> None:
    """One of several taxes is settled: kept, while the case waits on for the others."""
    case.request = {**case.request, "tax_note": said}
    case.revision += 1
    case.save(update_fields=["request", "revision"])
    text = f"契税办好了一笔：{said}；还在等{'、'.join(left)}的契税"
    line = journal.Line(office=case.office, case_id=case.id, kind="TAX", who=actor.name, text=text)
    journal.write([line], at=now)


def clear(
    case: Case,
    request: Mapping[str, object],
    *,
    said: str,
    source: MaterialSource,
    who: str,
    now: datetime,
) -> None:
    """Write down that the tax of a locked open case is settled; its clock runs on.

    ``request``: as it is with the tax settled; ``source``: by which way that is known.
    """
    noticing.close_if_run(case, now=now)
    stood = case.paused_since is not None
    case.request = dict(request)
    case.revision += 1
    noticing.run_on(case, now=now)
    case.save(update_fields=["request", "revision", *pausing.CLOCK])
    shared = source is MaterialSource.SHARED
    Material.objects.filter(case=case, code=TAX_VOUCHER, received_at=None).update(
        source=source, status="NOT_NEEDED" if shared else "RECEIVED", received_at=now
    )
    runs = stood and case.paused_since is None
    due = f"；接着计时，最晚{moment_words(case.due_at)}办结" if runs else ""
    line = journal.Line(
        office=case.office, case_id=case.id, kind="TAX", who=who, text=f"{said}{due}"
    )
    journal.write([line], at=now)


def _said(note: str, of: str, taxes: Sequence[str], *, before: str) -> str:
    """All vouchers or grounds in one line; `Faults` at `tax_note` and `tax_of` for what is wrong.

    ``before``: those of other transfers of the case that are noted already.
    """
    said, faults = " ".join(note.split()), FaultList()
    if not said:
        wanted = "请填写完税凭证号，或者免税的依据"
        faults.add(FaultCode.REQUIRED, wanted, field="tax_note")
    several = len(taxes) > 1
    if several and of not in taxes and (of or open_taxes(said, taxes)):
        code = FaultCode.CODE_LIST if of else FaultCode.REQUIRED
        faults.add(code, f"请选这张凭证是哪一次转移的：{'、'.join(taxes)}", field="tax_of")
    if several:
        found = {of: said.replace(APART, "，")} if of else vouchers(said, taxes)
        said = as_line({**vouchers(before, taxes), **found}, taxes)
    what = "完税凭证号或者免税依据"
    limits.within(said, limits.TAX_NOTE, what, faults, field="tax_note")
    faults.raise_if_any()
    return said
