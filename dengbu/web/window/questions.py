"""What the clerk is asked for a service: the acts with their questions, the papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dengbu.casework import api as casework
from dengbu.casework.api import limits
from dengbu.kernel.fault import Fault
from dengbu.kernel.money import show_yuan
from dengbu.register import api as register
from dengbu.web.shared.parts import Option
from dengbu.web.window.strip import names

DELIVERIES = (("ELECTRONIC", "电子证"), ("WINDOW", "窗口纸证"), ("POST", "邮寄"))
_WAYS_OF_OWNING = (("", "一人单独，多人共同"), ("2", "按份共有"))
_TITLES = {
    "FirstRegistration": "首次登记",
    "Transfer": "买卖转移",
    "CreateMortgage": "新设抵押",
    "CancelMortgage": "注销抵押",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One field, as the `field` tag takes it."""

    name: str  # path
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    size: str = ""
    maxlength: str = ""
    inputmode: str = ""


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


def acts(
    draft: casework.Draft, typed: Mapping[str, str], state: register.UnitState
) -> tuple[ActCell, ...]:
    """The registrations of the service in legal order."""
    cells = []
    for number, item in enumerate(draft.service.items, 1):
        note, asked = _ASKED[item.act](draft, typed, state)
        needed = set(draft.service.fields)
        cells.append(
            ActCell(
                number=number,
                title=_TITLES.get(item.act, item.name),
                note=note,
                questions=asked_of(asked, typed, needed),
                anchor="f-mortgage" if item.act == "CreateMortgage" else "",
            )
        )
    return tuple(cells)


def asked_of(
    asked: Sequence[Question], typed: Mapping[str, str], needed: set[str]
) -> tuple[Question, ...]:
    """The questions with what stands in them."""
    return tuple(
        Question(
            name=q.name,
            label=q.label,
            kind=q.kind,
            value=typed.get(q.name, "") or q.value,
            hint=q.hint,
            options=q.options,
            required=q.required or q.name in needed,
            size=q.size,
            maxlength=q.maxlength,
            inputmode=q.inputmode,
        )
        for q in asked
    )


Asked = tuple[str, tuple[Question, ...]]


def _first(draft: casework.Draft, typed: Mapping[str, str], state: register.UnitState) -> Asked:
    return "房屋和土地照测绘成果登记", (*_owning(typed),)


def _transfer(draft: casework.Draft, typed: Mapping[str, str], state: register.UnitState) -> Asked:
    holders = [h.party for h in state.ownership.holders] if state.ownership else []
    asked = (
        Question(name="price", label="成交价", kind="money"),
        *_owning(typed),
        Question(
            name="tax_cleared",
            label="契税",
            kind="chips",
            options=options((("", "受理后再缴"), ("yes", "已缴清或免税"))),
            required=False,
        ),
        Question(
            name="tax_note",
            label="完税凭证号或免税依据",
            hint="已缴清或免税的要填",
            required=False,
            maxlength=str(limits.TAX_NOTE),
        ),
        *_objection("买方", state),
    )
    return f"{names(holders)} → 买方" if holders else "", asked


def _objection(who: str, state: register.UnitState) -> tuple[Question, ...]:
    """What lifts P08, asked wherever it stands."""
    if not state.objections:
        return ()
    said = f"{who}知道房子有异议登记，愿意承担风险，已签《知悉异议承诺书》"
    name = "objection_risk_accepted"
    return (Question(name=name, label=said, kind="checkbox", required=False),)


def _owning(typed: Mapping[str, str]) -> tuple[Question, ...]:
    return (
        Question(
            name="co_ownership",
            label="怎么拥有",
            kind="chips",
            options=options(_WAYS_OF_OWNING),
            required=False,
        ),
        Question(
            name="separate_certificates",
            label="每人一本证书",
            kind="checkbox",
            required=False,
        ),
    )


def _mortgage(draft: casework.Draft, typed: Mapping[str, str], state: register.UnitState) -> Asked:
    behind_transfer = any(item.act == "Transfer" for item in draft.service.items)
    asked = (
        Question(name="mortgage.amount", label="担保的债权", kind="money"),
        Question(
            name="mortgage.contract_no",
            label="抵押合同编号",
            required=False,
            maxlength=str(limits.CONTRACT_NO),
        ),
        Question(name="mortgage.debt_from", label="借款从哪天起", kind="date"),
        Question(name="mortgage.debt_to", label="到哪天止", kind="date"),
        Question(
            name="mortgage.mode",
            label="抵押方式",
            kind="chips",
            value="1",
            options=options((("1", "一般抵押"), ("2", "最高额"))),
        ),
        Question(
            name="mortgage.scope",
            label="担保范围",
            required=False,
            hint="不填按法律规定",
            maxlength=str(limits.SCOPE),
        ),
        Question(
            name="mortgage.restricted",
            label="约定了禁止或限制转让吗",
            kind="chips",
            options=options((("no", "没有"), ("yes", "有"))),
        ),
        *(() if behind_transfer else _objection("抵押权人", state)),
    )
    return "抵押权在转移之后设立" if behind_transfer else "", asked


def _cancel(draft: casework.Draft, typed: Mapping[str, str], state: register.UnitState) -> Asked:
    proofs = tuple(
        (m.proof_no, f"{names(m.mortgagees)} {show_yuan(m.amount)}，{m.proof_no}")
        for m in state.mortgages
    )
    asked = (
        Question(
            name="cancel.proof_no",
            label="哪一笔抵押",
            kind="select" if proofs else "text",
            options=options(proofs),
        ),
    )
    chosen = draft.request.cancel.proof_no if draft.request.cancel else ""
    ending = next((m for m in state.mortgages if m.proof_no == chosen), None)
    if ending is None:
        return "登记簿上没有抵押", asked
    return f"{names(ending.mortgagees)} {show_yuan(ending.amount)}", asked


_ASKED = {
    "FirstRegistration": _first,
    "Transfer": _transfer,
    "CreateMortgage": _mortgage,
    "CancelMortgage": _cancel,
}


def options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """Options from pairs of value and label."""
    return tuple(Option(value=value, label=label) for value, label in pairs)


def papers(
    draft: casework.Draft, typed: Mapping[str, str], faults: Sequence[Fault]
) -> tuple[PaperRow, ...]:
    """The papers, each with the ways in which it may come."""
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
        )
        for rule in draft.service.materials
    )


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
