"""What the clerk is asked for a service: the acts with their questions, the papers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dengbu.casework import api as casework
from dengbu.casework.api import limits
from dengbu.kernel.fault import Fault
from dengbu.kernel.money import show_yuan
from dengbu.register import api as register
from dengbu.web.window.asking import question_of
from dengbu.web.window.question import Question, options
from dengbu.web.window.strip import names

DELIVERIES = (("ELECTRONIC", "电子证"), ("WINDOW", "窗口纸证"), ("POST", "邮寄"))
_WAYS_OF_OWNING = (("", "一人单独，多人共同"), ("2", "按份共有"))
_WAYS_OF_SHARING = (("1", "共同共有"), ("2", "按份共有"))
_BRINGS_HOLDERS = frozenset(
    {"FirstRegistration", "Transfer", "ChangeOwnership", "CorrectOwnership"}
)
_ACQUIRES = frozenset({"FirstRegistration", "Transfer", "CorrectOwnership"})
_ENCUMBERS = frozenset({"CreateMortgage", "CreateHabitation", "CreateEasement", "ChangeMortgage"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ActCell:
    """One registration of the service with what is asked for it."""

    number: int  # from 1
    title: str
    note: str  # what is known already
    questions: tuple[Question, ...]
    anchor: str = ""  # id that errors of the whole act lead to


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperRow:
    """One paper and how it comes."""

    path: str  # materials.m1
    id: str  # end of the element ids: materials-m1
    name: str
    note: str
    source: Question
    uploadable: bool
    kept: str  # name of the file that is here already
    sha256: str
    media_type: str
    wrong: tuple[str, ...]
    asked: bool = False  # departments can answer in its place
    told: tuple[str, ...] = ()  # what they said
    shared: bool = False  # they stand in for it
    agrees: bool = False  # what they said is no objection, though a paper may come instead
    promise: str = ""  # text of the promise that may stand in for it
    signed: bool = False  # it is signed

    @property
    def code(self) -> str:
        """Of the paper, in the catalogue."""
        return self.path.rpartition(".")[2]

    @property
    def signed_name(self) -> str:
        """Path of the tick that says so."""
        return f"{self.path}.signed"

    @property
    def signed_value(self) -> str:
        """What stands in it."""
        return "1" if self.signed else ""


def may_be_small(draft: casework.Draft) -> bool:
    """Whether a small enterprise may be among those who pay, so that its promise is asked for.

    Not where a court or heirs pay, nothing is paid at all, only people can take part, or the
    register knows who pays and none of them is an enterprise.
    """
    if not any(line.amount for line in draft.fees):
        return False
    inherited = any("death" in item.slots for item in draft.service.items)
    if draft.service.natural and not inherited:
        return False  # heirs may sell on to a firm in the same request, others may not
    return any(
        _may_be_enterprise(draft.request, item.payer)
        for item in draft.service.items
        if "death" not in item.slots and item.payer != casework.Role.AUTHORITY
    )


def _may_be_enterprise(request: casework.CaseRequest, role: str) -> bool:
    known = [p for p in request.of(casework.Role(role)) if p.id_no]
    return not known or any(p.party_type == register.PartyType.ENTERPRISE for p in known)


def acts(
    draft: casework.Draft, typed: Mapping[str, str], state: register.UnitState
) -> tuple[ActCell, ...]:
    """The registrations of the service in legal order; each field is asked once."""
    cells: list[ActCell] = []
    asked: set[str] = set()
    for number, item in enumerate(draft.service.items, 1):
        found = [
            q
            for q in (*_of_item(draft, item, typed, state), *_of_whole(draft, item, state))
            if q.name not in asked
        ]
        asked |= {q.name for q in found}
        cells.append(
            ActCell(
                number=number,
                title=item.name,
                note=_note(draft, item, state),
                questions=tuple(replace(q, value=typed.get(q.name, "") or q.value) for q in found),
                anchor=f"f-{item.slots[0]}" if item.slots else "",
            )
        )
    return tuple(cells)


def _of_item(
    draft: casework.Draft,
    item: casework.ItemRule,
    typed: Mapping[str, str],
    state: register.UnitState,
) -> Iterator[Question]:
    """What the service asks of the item's own inputs."""
    for slot in item.slots:
        for name, field in casework.fields_of(casework.SLOTS[slot]).items():
            path = f"{slot}.{name}"
            required = path in draft.service.fields
            if required or path in draft.service.optional:
                value = typed.get(path, "")
                yield question_of(path, field, value, required=required, state=state)


def _of_whole(
    draft: casework.Draft, item: casework.ItemRule, state: register.UnitState
) -> Iterator[Question]:
    """What is asked of the request as a whole, beside the act that it belongs to."""
    service = draft.service
    if item.each or item.act in casework.ON_SEVERAL:
        yield Question(
            name="more_units",
            label="一起办的其他单元",
            kind="textarea",
            hint="一行一个不动产单元代码",
            required=False,
        )
    if item.act not in _BRINGS_HOLDERS and item.act not in _ENCUMBERS:
        return
    if "price" in (*service.fields, *service.optional):
        yield Question(
            name="price", label="成交价", kind="money", required="price" in service.fields
        )
    if item.act in _ACQUIRES or "co_ownership" in service.fields:
        yield from _owning("co_ownership" in service.fields)
    if "P16" in service.pending and item.act == "Transfer":
        yield from _tax()
    yield from _objection(item, state)


def _tax() -> Iterator[Question]:
    yield Question(
        name="tax_cleared",
        label="契税",
        kind="chips",
        options=options((("", "受理后再缴"), ("yes", "已缴清或免税"))),
        required=False,
    )
    yield Question(
        name="tax_note",
        label="完税凭证号或免税依据",
        hint="已缴清或免税的要填",
        required=False,
        maxlength=str(limits.TAX_NOTE),
    )


def _objection(item: casework.ItemRule, state: register.UnitState) -> Iterator[Question]:
    """What lifts P08, asked wherever it stands."""
    if state.objections:
        who = "抵押权人" if item.act in _ENCUMBERS else "买方"
        said = f"{who}知道房子有异议登记，愿意承担风险，已签《知悉异议承诺书》"
        name = "objection_risk_accepted"
        yield Question(name=name, label=said, kind="checkbox", required=False)


def _owning(required: bool) -> Iterator[Question]:
    yield Question(
        name="co_ownership",
        label="怎么拥有",
        kind="chips",
        options=options(_WAYS_OF_OWNING if not required else _WAYS_OF_SHARING),
        required=required,
    )
    yield Question(
        name="separate_certificates", label="每人一本证书", kind="checkbox", required=False
    )


def _note(draft: casework.Draft, item: casework.ItemRule, state: register.UnitState) -> str:
    """What is known already of what the act does."""
    holders = names([h.party for h in state.ownership.holders]) if state.ownership else ""
    if item.act == "FirstRegistration":
        return "房屋和土地照测绘成果登记"
    if item.act == "Transfer":
        buyer = next((r.called for r in draft.service.roles if r.role == "BUYER"), "买方")
        return f"{holders} → {buyer}" if holders else ""
    if item.act == "CreateMortgage":
        behind = any(other.act == "Transfer" for other in draft.service.items)
        return "抵押权在转移之后设立" if behind else ""
    if item.act == "CancelMortgage":
        chosen = draft.request.cancel.proof_no
        ending = next((m for m in state.mortgages if m.proof_no == chosen), None)
        if ending is None:
            return "登记簿上没有抵押"
        return f"{names(ending.mortgagees)} {show_yuan(ending.amount)}"
    return f"现在登记在{holders}名下" if holders and item.act in _BRINGS_HOLDERS else ""


def papers(
    draft: casework.Draft,
    typed: Mapping[str, str],
    faults: Sequence[Fault],
    shared: casework.Shared | None = None,
) -> tuple[PaperRow, ...]:
    """The papers, each with the ways in which it may come, and what departments say of it."""
    said = shared.answers if shared else {}
    return tuple(
        PaperRow(
            path=(path := f"materials.{rule.code}"),
            id=f"materials-{rule.code}",
            name=rule.name,
            note=rule.note,
            source=_source(path, rule.name, rule.sources, typed, required=rule.required),
            uploadable=casework.MaterialSource.UPLOAD in rule.sources,
            kept=typed.get(f"{path}.name", ""),
            sha256=typed.get(f"{path}.sha256", ""),
            media_type=typed.get(f"{path}.media_type", ""),
            wrong=tuple(dict.fromkeys(f.message for f in faults if f.field.startswith(path))),
            asked=bool(rule.asks),
            told=said[rule.code].words if rule.code in said else (),
            shared=rule.code in said and said[rule.code].shared,
            promise=promise_of(rule.sources, rule.promise),
            signed=typed.get(f"{path}.signed", "") == "1",
        )
        for rule in draft.service.materials
    )


def promise_of(sources: Sequence[str], text: str) -> str:
    """The promise that may stand in for a paper; "" where none may."""
    return text if casework.MaterialSource.PROMISE in sources else ""


def ways_of(sources: Sequence[str]) -> list[tuple[str, str]]:
    """The ways that a clerk can say a paper came: not what another department or we must know."""
    return [
        (source, casework.MaterialSource(source).label)
        for source in sources
        if source not in casework.NOT_BY_HAND
    ]


def _source(
    path: str, name: str, sources: Sequence[str], typed: Mapping[str, str], *, required: bool
) -> Question:
    """How the paper comes; what the register says itself is not asked for."""
    stands_in = casework.MaterialSource.REGISTER in sources
    nothing = "现在不交" if not required else ("不用交" if stands_in else "还没有")
    ways = ways_of(sources)
    value = typed.get(path, "")
    return Question(
        name=path,
        label=name,
        kind="select",
        value=value if value in dict(ways) else "",
        options=options((("", nothing), *ways)),
    )
