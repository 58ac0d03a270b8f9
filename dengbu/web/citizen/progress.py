"""Where a case stands, in the words of the person who waits, and what they must do now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from dengbu.accounts.api import Actor, office
from dengbu.casework import api as casework
from dengbu.kernel.money import show_yuan
from dengbu.web.citizen.words import halves, own_numbers, short_place
from dengbu.web.shared.mortgaged import of_case
from dengbu.web.shared.parts import Progress, Step, StepCard
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words

STAGES = ("受理", "审核", "登簿", "领证")
TAX_RULE = "P16"  # deed tax is settled before entry
DEED_TAX = "契税"
WHERE_TAX_IS_PAID = "到办税窗口或者电子税务局缴，缴了税务部门会告诉我们；急的把凭证号告诉登记窗口"
OTHERS_SUPPLY = "在等别人补正"
AGENT_SUPPLIES = "等替您申请的机构补正，它到窗口补"
_AT_STAGE = {
    casework.CaseStatus.ACCEPTED: 1,
    casework.CaseStatus.AUTOPILOT: 1,
    casework.CaseStatus.EXAMINING: 1,
    casework.CaseStatus.SUPPLEMENT: 1,
    casework.CaseStatus.APPROVED: 2,
    casework.CaseStatus.ENTERED: len(STAGES),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """The one thing that the reader must do for a case."""

    case_no: str
    place: str  # 枫桥苑3栋2单元1203室
    title: str  # 缴契税
    lines: tuple[str, ...]  # what exactly, and where
    until: str  # 明天 17:00 前
    note: str  # what happens if it is later
    stage: str  # 等您缴税


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A case in a list."""

    case_no: str
    title: str  # 二手房买卖
    place: str
    steps: tuple[Step, ...]  # empty when it ended without entry
    said: str  # where it stands
    signal: Signal
    icon: str = ""


def to_do(case: casework.CaseView, actor: Actor, *, now: datetime) -> ToDo | None:
    """What the reader must do now; None: nothing, others are at it."""
    status = casework.CaseStatus(case.status)
    if status is casework.CaseStatus.ENTERED:
        return _fee(case, actor)
    if not status.open or case.channel == casework.Channel.AGENT:
        return None  # what an organisation filed is for the organisation to supply
    if not casework.is_applicant(case.parties, actor):
        return None  # who only consents brings and pays nothing
    applied = casework.is_applicant(casework.signed(case.parties), actor)
    if status is casework.CaseStatus.SUPPLEMENT:
        return _supplement(case) if applied else None
    asked = _word(case, actor, now=now)
    if asked is not None:
        return asked
    roles = roles_of(case, actor)
    until = f"{near_words(case.clock.due_at, now)} 前"
    late = "办好。晚了申请不作废，只是往后顺延。"
    tax = next((r for r in case.blocks if r.code == TAX_RULE), None)
    if tax is not None and casework.Role.BUYER in roles:
        lines = (*_tax_sums(case, actor, now=now), WHERE_TAX_IS_PAID)
        waits = "。缴清以后接着办，等您缴税的时间不算在办理时间里。"
        return _item(case, "缴契税", lines, "越早缴，越早办好", waits, "等您缴税")
    missing = [m.name for m in case.materials if m.required and m.status == "MISSING"]
    if missing and applied:
        lines = (
            "、".join(missing),
            f"带到{office(case.office).name}的任何一个窗口，其他都不用交了",
        )
        return _item(case, f"还差 {len(missing)} 样材料", lines, until, late, "等您交材料")
    return _fee(case, actor) if any(order.before_entry for order in case.orders) else None


def _word(case: casework.CaseView, actor: Actor, *, now: datetime) -> ToDo | None:
    """The reader's own confirmation of a sale under mortgage, while it is awaited."""
    found = of_case(case, actor, now=now)
    if found is None or not found.mine or not found.until:
        return None
    late = "没有确认的，自动中止，钱原路退回。"
    return _item(case, "确认带押过户", found.mine, f"{found.until} 前", late, "等您确认")


def _tax_sums(case: casework.CaseView, actor: Actor, *, now: datetime) -> tuple[str, ...]:
    """How much deed tax it may be; who must say so where nobody here can estimate it."""
    deed = [line for line in own_taxes(case, actor, now=now).lines if line.tax == DEED_TAX]
    if not deed:
        return ("缴多少由税务部门核定",)
    said = "；".join(f"{f'{d.case} ' if d.case else ''}{show_yuan(d.amount)}" for d in deed)
    return (f"估计：{said}", "以税务部门核定的为准")


def roles_of(case: casework.CaseView, actor: Actor) -> set[str]:
    """What this person is in the case; by identity, since others may bear the same name."""
    me = (actor.id_type, actor.id_no)
    return {p.role for p in case.parties if (p.id_type, p.id_no) == me}


def own_orders(case: casework.CaseView, actor: Actor) -> tuple[casework.OrderView, ...]:
    """What this person has to pay or has paid, alone or with others.

    An order that was closed before any money came asks nothing of anybody and is left out.
    """
    roles, gone = roles_of(case, actor), casework.OrderState.CANCELLED
    return tuple(o for o in case.orders if o.payer_role in roles and o.state is not gone)


def own_taxes(case: casework.CaseView, actor: Actor, *, now: datetime) -> casework.TaxView:
    """What this person may have to pay in taxes while the case runs: only their own side's."""
    roles, found = roles_of(case, actor), casework.taxes_of(case, now=now)
    if casework.Role.BUYER not in roles:
        found = replace(found, settled="", notes=())
    return replace(found, lines=tuple(line for line in found.lines if line.role in roles))


def _fee(case: casework.CaseView, actor: Actor) -> ToDo | None:
    """The registration fee, where something waits for it: the entry, or after it the certificate.

    While a case runs whose city enters first, the bill stands on its page and nothing waits.
    """
    owed = [order for order in own_orders(case, actor) if order.state.owed]
    if not owed:
        return None
    total = show_yuan(sum((o.shortfall or o.amount for o in owed), Decimal("0.00")))
    codes = "、".join(order.code for order in owed if order.code)
    how = f"缴款码 {codes}，手机银行、微信、支付宝里找“非税缴费”" if codes else _bring(case)
    note = "。缴了一两分钟就到账，到账就能看电子证书。"
    if case.entered_at is None:
        note = "。缴了一两分钟就到账，到账以后才能登簿。"
    return _item(case, f"缴登记费 {total}", (how,), "越早缴，越早拿到", note, "等您缴登记费")


def _bring(case: casework.CaseView) -> str:
    return f"带到{office(case.office).name}的任何一个窗口"


def _supplement(case: casework.CaseView) -> ToDo:
    wanted = tuple(f"{item['name']}：{item['what']}" for item in case.return_items)
    lines = (*wanted, f"{_bring(case)}，一次补齐，其他都不用交了")
    title = f"补 {len(wanted)} 样" if wanted else "补正"
    note = "。补好接着办，等您的时间不算在办理时间里。"
    return _item(case, title, lines, "越早补，越早办好", note, "等您补正")


def _item(  # one argument a part of the card
    case: casework.CaseView, title: str, lines: tuple[str, ...], until: str, note: str, stage: str
) -> ToDo:
    return ToDo(
        case_no=case.case_no,
        place=short_place(case.address),
        title=title,
        lines=lines,
        until=until,
        note=note,
        stage=stage,
    )


def row(line: casework.CaseLine, thing: ToDo | None, *, now: datetime, outlook: str = "") -> Row:
    """A case of a list with its bar and one sentence.

    ``outlook``: when it will be done, where a public notice is waited for.
    """
    said, signal, icon = _standing(line, thing, now, outlook)
    return Row(
        case_no=line.case_no,
        title=line.title,
        place=short_place(line.address),
        steps=_bar(casework.CaseStatus(line.status)),
        said=said,
        signal=signal,
        icon=icon,
    )


def _standing(
    line: casework.CaseLine, thing: ToDo | None, now: datetime, outlook: str
) -> tuple[str, Signal, str]:
    status = casework.CaseStatus(line.status)
    if status is casework.CaseStatus.ENTERED and thing is not None:
        return f"登簿了，{thing.stage}", Signal.WARN, "clock"
    if status is casework.CaseStatus.ENTERED:
        done = near_words(line.entered_at, now) if line.entered_at else ""
        return f"{done} 办好了", Signal.OK, ""
    if status is casework.CaseStatus.REFUSED:
        return "不予登记，原因和怎么办写在里面", Signal.STOP, ""
    if status is casework.CaseStatus.WITHDRAWN:
        return "撤回了", Signal.QUIET, "back"
    if thing is None and status is casework.CaseStatus.SUPPLEMENT:
        return f"第 2 步，共 {len(STAGES)} 步：{OTHERS_SUPPLY}", Signal.PLAIN, "clock"
    place = f"第 {_AT_STAGE[status] + 1} 步，共 {len(STAGES)} 步"
    if thing is not None:
        return f"{place}：{thing.stage}", Signal.WARN, "clock"
    if outlook:
        return f"{place}：{outlook}", Signal.PLAIN, "clock"
    if line.paused:
        return f"{place}：{line.paused_reason}，停着的时间不算", Signal.PLAIN, "clock"
    due = near_words(line.due_at, now)
    late = line.due_at < now
    said = "超过了说好的时间，我们在催" if late else f"最晚 {due} 出结果"
    return f"{place}：{said}", Signal.PLAIN, "clock"


def _bar(status: casework.CaseStatus) -> tuple[Step, ...]:
    at = _AT_STAGE.get(status)
    if at is None:
        return ()
    return tuple(
        Step(
            title=stage,
            progress=Progress.DONE if n < at else Progress.NOW if n == at else Progress.TODO,
        )
        for n, stage in enumerate(STAGES)
    )


def steps(
    case: casework.CaseView,
    thing: ToDo | None,
    *,
    certificates: Sequence[str],
    applies: bool,
    now: datetime,
) -> tuple[Step, ...]:
    """The story of a case; what the reader must do now stands in it as a card.

    After entry what is still to come is fetching the certificate, for those who got one. Of the
    numbers of certificates the reader sees the own alone.
    """
    if case.entered_at is None:
        return tuple(_step(told, thing, now) for told in _addressed(case, applies))
    told = [one for one in case.timeline if one.state == "done"]
    own = [replace(one, text=own_numbers(one.text, certificates)) for one in told]
    done = [_step(one, None, now) for one in own]
    if thing is not None:
        now_step = casework.TimelineStep(state="now", text=thing.stage, at=None)
        done.append(_step(now_step, thing, now))
    elif certificates:
        note = "电子证书现在就能看，要纸质的到窗口取或者邮寄"
        done.append(Step(title="可以领证了", note=note, progress=Progress.NOW))
    return tuple(done)


def _addressed(case: casework.CaseView, applies: bool) -> tuple[casework.TimelineStep, ...]:
    """The story without a call to supply for who signed nothing, or had an organisation apply."""
    by_agent = case.channel == casework.Channel.AGENT
    if applies and not by_agent:
        return case.timeline
    text = AGENT_SUPPLIES if by_agent else OTHERS_SUPPLY
    return tuple(replace(t, text=text) if t.waits_for_you else t for t in case.timeline)


def _step(told: casework.TimelineStep, thing: ToDo | None, now: datetime) -> Step:
    title, more = halves(told.text)
    if told.state == "done":
        when = near_words(told.at, now) if told.at else ""
        note = "，".join(part for part in (when, more) if part)
        return Step(title=title, note=note, progress=Progress.DONE)
    if told.state == "todo":
        return Step(title=title, note=more)
    if thing is None:
        return Step(title=title, note=more, progress=Progress.NOW)
    card = StepCard(title=thing.title, lines=thing.lines, until=thing.until, until_note=thing.note)
    return Step(title=thing.stage, progress=Progress.NOW, waits_for_reader=True, card=card)
