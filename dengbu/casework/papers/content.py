"""What a certificate or proof says, taken from the register as it stood when it was issued."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import uses
from dengbu.casework.papers import words
from dengbu.casework.papers.fixed.certificate import certificate_pages as fixed_pages
from dengbu.casework.papers.glyphs import require_glyphs
from dengbu.casework.papers.render import Paper, Plan, PlanRoom, Row, render
from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import day_words, moment_words
from dengbu.kernel.identity import mask
from dengbu.kernel.money import show_yuan
from dengbu.kernel.numbers import CertificateNumber, show_case_no
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

FORMULA = (
    "根据《中华人民共和国民法典》等法律法规，为保护不动产权利人合法权益，"
    "对不动产权利人申请登记的本证所列不动产权利，经审查核实，准予登记，颁发此证。"
)
PROOF_FORMULA = (
    "根据《中华人民共和国民法典》等法律法规，为保护申请人合法权益，"
    "对申请登记的本证明所列不动产权利或登记事项，经审查核实，准予登记，颁发此证明。"
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A certificate with what it is about, of one unit."""

    view: register.CertificateView
    unit: cadastre.UnitFacts
    state: register.UnitState


def certificate_pdf(number: str, *, check_url: str) -> bytes | None:
    """The PDF of a certificate or proof (storage form of its number); None: no such number.

    ``check_url`` is the address of the open page, to which number and check code are added. Raises
    Faults when a character stands in no font: a name is never printed with a hole.
    """
    paper = _found(number, check_url, evidence.Form.PDF)
    return render(paper) if paper is not None else None


def certificate_pages(number: str, *, check_url: str) -> evidence.FixedPaper | None:
    """As `certificate_pdf`, the same paper as pages for OFD."""
    paper = _found(number, check_url, evidence.Form.OFD)
    return fixed_pages(paper) if paper is not None else None


def _found(number: str, check_url: str, form: evidence.Form) -> Paper | None:
    sources = [_source(view) for view in register.certificate_by_unit(number)]
    known = [source for source in sources if source is not None]
    if not known or len(known) < len(sources):
        return None
    paper = _paper(known, check_url, form)
    named = [paper.plan.caption, *(r.name for r in paper.plan.rooms)] if paper.plan else []
    printed = (paper.issuer, paper.registrar, paper.number, *(r.value for r in paper.rows), *named)
    require_glyphs("".join(printed))
    return paper


def _source(view: register.CertificateView) -> _Source | None:
    unit = cadastre.unit(view.unit_code)
    if unit is None:
        return None
    at = view.issued_at
    return _Source(view, unit, register.unit_state(unit.code, now=at, as_of=at, as_known_at=at))


def _paper(sources: Sequence[_Source], check_url: str, form: evidence.Form) -> Paper:
    view = sources[0].view
    title = view.kind is register.CertificateKind.TITLE
    code = view.check_code
    return Paper(
        title="不动产权证书" if title else "不动产登记证明",
        subtitle="电子证书" if title else "电子证明",
        number=CertificateNumber.parse(view.number).display(),
        formula=FORMULA if title else PROOF_FORMULA,
        rows=_together([_title_rows(s) if title else _proof_rows(s) for s in sources]),
        # The plan of one of several units would pass for that of all.
        plan=_plan(sources[0]) if title and len(sources) == 1 else None,
        entered=moment_words(view.issued_at),
        registrar=view.registrar,
        issuer=accounts.office(view.office).name,
        issued=day_words(view.issued_at.astimezone(words.CHINA).date()),
        check=" ".join(code[i : i + 4] for i in range(0, len(code), 4)),
        url=f"{check_url}?no={view.number}&code={code}",
        seal=evidence.seal_shown(view.office, form),
    )


def _together(units: Sequence[tuple[Row, ...]]) -> tuple[Row, ...]:
    """The rows of one paper, from those of each of its units: once where they agree, else a line
    for each unit."""
    if len(units) == 1:
        return units[0]
    made = []
    for label, row in {row.label: row for rows in units for row in rows}.items():
        said = [next((r.value for r in rows if r.label == label), "无") for rows in units]
        lines = [f"（{n}）{value}" for n, value in enumerate(said, 1)]
        value = said[0] if len(set(said)) == 1 else "\n".join(lines)
        made.append(replace(row, value=value))
    return tuple(made)


def _title_rows(source: _Source) -> tuple[Row, ...]:
    unit, ownership = source.unit, source.state.ownership
    if ownership is None:
        return ()
    view = source.view
    holders = ownership.holders
    mine = [h for h in holders if view.holder is None or h.party.key == view.holder.key]
    other = [n for n in ownership.certificate_nos if n != view.number]
    return (
        Row(label="权利人", value="、".join(h.party.name for h in mine), strong=True),
        Row(label="共有情况", value=words.co_ownership(ownership)),
        Row(label="坐落", value=unit.address),
        Row(label="不动产单元号", value=UnitCode.parse(unit.code).display(), strong=True),
        Row(label="权利类型", value=words.right_type(ownership.right_type)),
        Row(label="权利性质", value=words.nature(unit, ownership)),
        Row(label="用途", value=words.use(unit)),
        Row(label="面积", value=words.areas(unit)),
        Row(label="使用期限", value=words.term(ownership)),
        Row(label="权利其他状况", value=words.more(unit, [mask(h.party.id_no) for h in mine])),
        Row(label="附记", value=words.notes(show_case_no(view.case_no), other)),
    )


def _proof_rows(source: _Source) -> tuple[Row, ...]:
    view, unit = source.view, source.unit
    head = (
        Row(label="不动产单元号", value=UnitCode.parse(unit.code).display(), strong=True),
        Row(label="坐落", value=unit.address),
    )
    tail = (Row(label="附记", value=words.notes(show_case_no(view.case_no), [])),)
    for mortgage in source.state.mortgages:
        if mortgage.id == view.mortgage_id:
            return (*_mortgage_rows(mortgage), *head, *_claim_rows(mortgage), *tail)
    for notice in source.state.notices:
        if notice.id == view.notice_id:
            return (*_side_rows("预告登记", notice.holders, notice.obligors), *head, *tail)
    for objection in source.state.objections:
        if objection.id == view.objection_id:
            matter = Row(label="异议事项", value=objection.matter)
            return (*_side_rows("异议登记", (objection.objector,), ()), *head, matter, *tail)
    who, how = _use_rows(source)
    return (*who, *head, *how, *tail)


def _use_rows(source: _Source) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Of a habitation or easement: whose it is, and how far it reaches."""
    view, state = source.view, source.state
    for habitation in state.habitations:
        if habitation.id == view.habitation_id:
            return _habitation_rows(habitation), _living_rows(habitation)
    for easement in (*state.easements, *state.benefits):
        if easement.id == view.easement_id:
            return _easement_rows(easement), _serving_rows(easement)
    return (), ()


def _habitation_rows(right: register.HabitationState) -> tuple[Row, ...]:
    return _side_rows(uses.HABITATION, right.holders, right.grantors)


def _living_rows(right: register.HabitationState) -> tuple[Row, ...]:
    return (
        Row(label="居住的条件和要求", value=right.scope),
        Row(label="居住权期限", value=uses.until(right)),
        Row(label="出租", value="可以出租" if right.may_let else "不能出租"),
    )


def _easement_rows(right: register.EasementState) -> tuple[Row, ...]:
    return _side_rows(uses.EASEMENT, right.dominant_holders, right.servient_holders)


def _serving_rows(right: register.EasementState) -> tuple[Row, ...]:
    term = f"{day_words(right.term_from)}起，{day_words(right.term_to)}止"
    return (
        Row(label="供役地", value=UnitCode.parse(right.servient_code).display()),
        Row(label="需役地", value=UnitCode.parse(right.dominant_code).display()),
        Row(label="地役权内容", value=right.content),
        Row(label="地役权期限", value=term),
    )


def _side_rows(
    what: str, holders: tuple[register.PartyRef, ...], obligors: tuple[register.PartyRef, ...]
) -> tuple[Row, ...]:
    return (
        Row(label="证明权利或事项", value=what, strong=True),
        Row(label="权利人（申请人）", value="、".join(p.name for p in holders), strong=True),
        Row(label="义务人", value="、".join(p.name for p in obligors) or "无"),
    )


def _mortgage_rows(mortgage: register.MortgageState) -> tuple[Row, ...]:
    return _side_rows("抵押权", mortgage.mortgagees, mortgage.mortgagors)


def _claim_rows(mortgage: register.MortgageState) -> tuple[Row, ...]:
    restricted = {True: "有，限制转让", False: "没有", None: "没有记载"}
    most = mortgage.mode is register.MortgageMode.MAXIMUM_AMOUNT
    return (
        Row(label="抵押方式", value="最高额抵押" if most else "一般抵押"),
        Row(label="最高债权额" if most else "被担保债权数额", value=show_yuan(mortgage.amount)),
        Row(
            label="债权确定期间" if most else "债务履行期限",
            value=f"{day_words(mortgage.debt_from)}起，{day_words(mortgage.debt_to)}止",
        ),
        Row(label="担保范围", value=mortgage.scope),
        Row(label="禁止或限制转让的约定", value=restricted[mortgage.transfer_restricted]),
    )


def _plan(source: _Source) -> Plan | None:
    drawn = cadastre.plan_of(source.unit.code)
    if drawn is None:
        return None
    xs = [x for x, _ in drawn.outline]
    ys = [y for _, y in drawn.outline]
    left, low = min(xs), min(ys)

    def moved(ring: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        return tuple((x - left, y - low) for x, y in ring)

    floor = source.unit.floor_no
    return Plan(
        caption=f"第{floor}层，{source.unit.room_no}室" if floor else f"{source.unit.room_no}室",
        width=round(max(xs) - left, 2),
        height=round(max(ys) - low, 2),
        outline=moved(drawn.outline),
        rooms=tuple(
            PlanRoom(
                name=room.name, outline=moved(room.outline), centre=_centre(moved(room.outline))
            )
            for room in drawn.rooms
        ),
    )


def _centre(ring: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
