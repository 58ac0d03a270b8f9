"""The supplement of a returned case: the one list of what was asked, each with its place.

Whatever the list names stands at its item; all else of the request can be put right below, since
an examiner may also ask in free words. Paths are those of casework's faults. Identity numbers are
not in the page: an empty field keeps the number that the case has.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from dengbu.casework import api as casework
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList
from dengbu.kernel.money import yuan
from dengbu.kernel.share import parse_share
from dengbu.web.window import consents, request_fields
from dengbu.web.window.question import Question, options
from dengbu.web.window.questions import PaperRow, promise_of, ways_of
from dengbu.web.window.typed import ORGANISATION_PAPERS, Typed, rows_at

Value = TypeVar("Value")
_PAPER = "materials."


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing that was asked for, and where it is handed in."""

    number: int  # from 1
    name: str
    what: str  # what to do
    paper: PaperRow | None
    questions: tuple[Question, ...]
    done: Question | None  # the tick, where nothing else shows that it is settled


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """The whole form."""

    items: tuple[Item, ...]
    matter: tuple[request_fields.Group, ...]  # what else may be put right, of the request
    people: tuple[request_fields.Group, ...]  # and of its people
    papers: tuple[PaperRow, ...]
    rest_open: bool  # the list asks in free words, or something below is wrong
    signed: Question
    note: Question


def form(
    view: casework.CaseView,
    typed: Mapping[str, str],
    faults: Sequence[Fault],
    *,
    today: date,
    absent: consents.People = (),
) -> Form:
    """The form with what was typed; every field of the request stands in it exactly once.

    `absent` are those whose consent is missing.
    """
    wanted = [str(item.get("field", "")) for item in view.return_items]
    wanted += [fault.field for fault in faults]
    groups = request_fields.groups(view, typed, wanted=wanted, today=today)
    groups = (*consents.groups(view, absent, typed), *groups)
    free = {q.name: q for group in groups for q in group.questions}
    papers = {m.code: m for m in view.materials}
    items = []
    for number, item in enumerate(view.return_items):
        code = _paper_code(item, papers.values())
        paper = _paper(papers.pop(code), typed, faults, asked=True) if code else None
        path = str(item.get("field", ""))
        names = [] if paper else [name for name in free if _under(name, path)]
        if not paper and not names:
            names = [name for name in consents.named(view, absent, item) if name in free]
        asked = tuple(free.pop(name) for name in names)
        items.append(_item(number, item, paper, asked, typed))
    rest = tuple(_paper(m, typed, faults, asked=False) for m in papers.values())
    left = (*free, *(row.path for row in rest))
    added = bool(request_fields.others_in(view, typed))
    wrong = any(f.field == "parties" or _under(f.field, path) for f in faults for path in left)
    kept = [group for g in groups if (group := g.keeping(free)).questions]
    return Form(
        items=tuple(items),
        matter=tuple(group for group in kept if not group.people),
        people=tuple(group for group in kept if group.people),
        papers=rest,
        rest_open=wrong or added or any(not i.paper and not i.questions for i in items),
        signed=_tick("signed", "申请内容有改动：各方都看过，重新签了字", typed),
        note=_note(typed),
    )


def _under(name: str, path: str) -> bool:
    return bool(path) and (name == path or name.startswith(f"{path}."))


def _paper_code(item: Mapping[str, object], left: Iterable[casework.MaterialView]) -> str:
    """The paper that an item asks for, by its path, else by its name in the words; else empty."""
    field, name = str(item.get("field", "")), str(item.get("name", ""))
    if field and not field.startswith(_PAPER):
        return ""
    if field:
        return next((m.code for m in left if _under(field, f"{_PAPER}{m.code}")), "")
    return next((m.code for m in left if m.name in name), "")


def _item(
    number: int,
    item: Mapping[str, object],
    paper: PaperRow | None,
    asked: tuple[Question, ...],
    typed: Mapping[str, str],
) -> Item:
    written = any(not consents.is_tick(question.name) for question in asked)
    said = "核对过了，原来写的没错" if written else "这一样补好了"
    return Item(
        number=number + 1,
        name=str(item["name"]),
        what=str(item["what"]),
        paper=paper,
        questions=asked,
        done=None if paper else _tick(f"items.{number}.done", said, typed),
    )


def _tick(name: str, label: str, typed: Mapping[str, str]) -> Question:
    value = typed.get(name, "")
    return Question(name=name, label=label, kind="checkbox", value=value, required=False)


def _note(typed: Mapping[str, str]) -> Question:
    return Question(
        name="note",
        label="给审核员的话",
        value=typed.get("note", ""),
        required=False,
        maxlength=str(casework.limits.NOTE),
    )


def _paper(
    paper: casework.MaterialView, typed: Mapping[str, str], faults: Sequence[Fault], *, asked: bool
) -> PaperRow:
    path = f"{_PAPER}{paper.code}"
    nothing = "还没有" if asked else "不换，还是原来的"
    before = f"原来：{paper.source_label}" if paper.source_label else paper.note
    return PaperRow(
        path=path,
        id=f"materials-{paper.code}",
        name=paper.name,
        note=before,
        source=Question(
            name=path,
            label=paper.name,
            kind="select",
            value=typed.get(path, ""),
            options=options((("", nothing), *ways_of(paper.sources))),
        ),
        uploadable=casework.MaterialSource.UPLOAD in paper.sources,
        kept=typed.get(f"{path}.name", ""),
        sha256=typed.get(f"{path}.sha256", ""),
        media_type=typed.get(f"{path}.media_type", ""),
        wrong=tuple(dict.fromkeys(f.message for f in faults if _under(f.field, path))),
        told=paper.told,
        agrees=paper.source == casework.MaterialSource.SHARED,
        promise=promise_of(paper.sources, paper.promise),
        signed=typed.get(f"{path}.signed", "") == "1",
    )


def read(
    view: casework.CaseView, typed: Typed, *, today: date, absent: consents.People = ()
) -> tuple[casework.CaseRequest, FaultList]:
    """The whole request as it is after the supplement, and what is still open on the list.

    Whatever is not in `typed` stays as it was.
    """
    faults = FaultList()
    before = view.request
    changed = replace(
        before,
        price=_read(typed, "price", yuan, before.price, faults),
        co_ownership=typed.get("co_ownership", before.co_ownership),
        separate_certificates=_said(typed, "separate_certificates", before.separate_certificates),
        objection_risk_accepted=_said(
            typed, "objection_risk_accepted", before.objection_risk_accepted
        ),
        small_enterprise=_said(typed, "small_enterprise", before.small_enterprise),
        delivery=typed.get("delivery", before.delivery),
        inputs={slot: _input(typed, slot, g, faults) for slot, g in before.inputs.items()},
        parties=(
            *_parties(typed, before.parties, faults),
            *consents.signed(view, absent, typed),
        ),
        materials=_materials(view, typed),
    )
    _settled(form(view, typed, (), today=today, absent=absent), view, typed, faults, today=today)
    if casework.substance(changed) != casework.substance(before) and typed.get("signed") != "1":
        said = "申请内容改了，请各方看过改动、重新签字，再勾上"
        faults.add(FaultCode.REQUIRED, said, field="signed", clause=REGULATION.of(14))
    return changed, faults


def _settled(
    shown: Form, view: casework.CaseView, typed: Typed, faults: FaultList, *, today: date
) -> None:
    """Every item of the list must be handed in, put right, or ticked."""
    original = {
        q.name: q.value for g in request_fields.groups(view, {}, today=today) for q in g.questions
    }
    for item in shown.items:
        if item.paper is not None:
            if not typed.get(item.paper.path):
                said = f"还没交：{item.name}。请选怎么交的，或者上传文件"
                faults.add(FaultCode.REQUIRED, said, field=item.paper.path)
        elif item.done is not None and not item.done.value:
            if any(q.value.strip() != original.get(q.name, "") for q in item.questions):
                continue
            said = f"第 {item.number} 样“{item.name}”还没补，补好了请改上或者勾上"
            faults.add(FaultCode.REQUIRED, said, field=item.done.name)


def at_fields(
    open_items: FaultList,
    judged: Iterable[Fault],
    asked: casework.CaseRequest,
    view: casework.CaseView,
) -> tuple[Fault, ...]:
    """All faults, each field once; papers named by their place in the request by their code."""
    codes = [paper.code for paper in asked.materials]
    found = [*open_items.faults]
    known = {fault.field for fault in found if fault.field}
    for fault in judged:
        path = consents.at_tick(view, asked.parties, _code_path(fault.field, codes))
        if path not in known:
            found.append(replace(fault, field=path))
    return tuple(found)


def _code_path(field: str, codes: Sequence[str]) -> str:
    parts = field.split(".")
    if parts[0] == "materials" and len(parts) > 1 and parts[1].isdecimal():
        index = int(parts[1])
        return f"{_PAPER}{codes[index]}" if index < len(codes) else field
    return field


def _materials(view: casework.CaseView, typed: Typed) -> tuple[casework.MaterialInput, ...]:
    """What was handed in now, else what the case has; also what came since, such as the tax."""
    before = {paper.code: paper for paper in view.request.materials}
    rows = (_handed_in(paper, before.get(paper.code), typed) for paper in view.materials)
    return tuple(row for row in rows if row is not None)


def _handed_in(
    paper: casework.MaterialView, before: casework.MaterialInput | None, typed: Typed
) -> casework.MaterialInput | None:
    path = f"{_PAPER}{paper.code}"
    source = typed.get(path, "")
    if source:
        sent = source == casework.MaterialSource.UPLOAD
        return casework.MaterialInput(
            code=paper.code,
            source=source,
            sha256=typed.get(f"{path}.sha256", "") if sent else "",
            media_type=typed.get(f"{path}.media_type", "") if sent else "",
            signed=source == casework.MaterialSource.PROMISE
            and typed.get(f"{path}.signed", "") == "1",
        )
    if before is None and paper.status == "RECEIVED" and paper.source in paper.sources:
        return casework.MaterialInput(code=paper.code, source=paper.source, sha256=paper.sha256)
    return before


def _input(typed: Typed, slot: str, before: casework.Input, faults: FaultList) -> casework.Input:
    """What is said of an act by now; a field that is not in the form, or unread, stays."""
    unread = FaultList()
    read = casework.read_input(type(before), typed, slot, unread)
    faults.extend(unread)
    wrong = {fault.field for fault in unread}
    stays = {
        name: getattr(before, name)
        for name, field in casework.fields_of(type(before)).items()
        if (path := f"{slot}.{name}") in wrong
        or path not in typed
        or (field.kind in _CHOSEN and not typed[path])
    }
    return replace(read, **stays)


_CHOSEN = frozenset({casework.Kind.YES_NO, casework.Kind.CODE})
"""What a chip says cannot be taken back, only changed."""


def _parties(
    typed: Typed, before: Sequence[casework.PartyInput], faults: FaultList
) -> tuple[casework.PartyInput, ...]:
    people = [_party(typed, f"parties.{n}", party, faults) for n, party in enumerate(before)]
    for n, row in rows_at(typed).items():
        if n < len(before):
            continue
        id_type = row.get("id_type", "1")
        added = casework.PartyInput(
            role=row.get("role", ""),
            name="",
            id_type=id_type,
            id_no="",
            party_type="2" if id_type in ORGANISATION_PAPERS else "1",
        )
        people.append(_party(typed, f"parties.{n}", added, faults))
    return tuple(people)


def _party(
    typed: Typed, at: str, before: casework.PartyInput, faults: FaultList
) -> casework.PartyInput:
    number = typed.get(f"{at}.id_no", "").strip()
    guardian = typed.get(f"{at}.guardian_id_no", "").strip()
    return replace(
        before,
        name=typed.get(f"{at}.name", before.name).strip(),
        id_no=number or before.id_no,
        phone=typed.get(f"{at}.phone", before.phone).strip(),
        share=_read(typed, f"{at}.share", parse_share, before.share, faults),
        agreed=_said(typed, f"{at}.agreed", before.agreed),
        guardian_name=typed.get(f"{at}.guardian_name", before.guardian_name).strip(),
        guardian_id_no=guardian or before.guardian_id_no,
        guardian_promise=_said(typed, f"{at}.guardian_promise", before.guardian_promise),
    )


def _said(typed: Typed, name: str, before: bool) -> bool:
    return {"yes": True, "no": False}.get(typed.get(name, ""), before)


def _read(
    typed: Typed,
    name: str,
    reader: Callable[..., Value],
    before: Value | None,
    faults: FaultList,
) -> Value | None:
    if name not in typed:
        return before
    text = typed[name]
    if not text.strip():
        return None
    with faults.catch():
        return reader(text, field=name)
    return before
