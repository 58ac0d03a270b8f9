"""The clock and the story of a case, in words for the person who waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from dengbu.casework.models import Case, CaseStatus, JournalLine
from dengbu.casework.rules.lists import Pause
from dengbu.casework.rules.notices import Standing
from dengbu.casework.service_views import NoticeRule, ServiceView
from dengbu.casework.views import ClockView, TimelineStep
from dengbu.kernel.chinese import moment_words, remaining_words

CHANGED = "登簿，从这一刻起权利就变了"
ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        "ReissueCertificate": "登簿，从这一刻起旧证作废、新证有效；权利不变",
        "ChangeOwnership": "登簿，从这一刻起登记簿上改好了",
        "CorrectOwnership": "登簿，从这一刻起登记簿上改正了",
        "Seize": "登簿，从这一刻起查封有效",
        "RenewSeizure": "登簿，查封的期限延长了",
        "ReleaseSeizure": "登簿，从这一刻起查封解除",
        "EnterNotice": "登簿，从这一刻起预告有效",
        "EnterObjection": "登簿，从这一刻起异议有效",
        "RegisterCommonParts": "登簿，共有部分记到登记簿上",
        "FixClaim": "登簿，从这一刻起债权额确定了",
        "ReshapeUnits": "登簿，从这一刻起按新的单元登记",
    }
)
"""What entry brings, by the act; of several acts, or where a right comes, passes or ends: CHANGED.

A right arises, changes and ends on entry (Civil Code 209, 214); a new paper is no new right.
"""
TAX_WAIT = "这段时间不计时，缴清以后接着算"
HANDING_OVER = "领证：电子证书马上能看，纸质的到窗口取或者邮寄"


def clock_view(case: Case, *, now: datetime, noticed: str = "") -> ClockView:
    """How the case stands in time; ``noticed``: its `outlook` where a notice is waited for."""
    if case.closed_at is not None:
        words = "办结了" if case.status == CaseStatus.ENTERED else CaseStatus(case.status).label
    elif case.paused_since is not None:
        words = f"时间停着：{case.paused_reason or '等申请人补正'}"
    else:
        words = remaining_words(case.due_at, now)
    return ClockView(
        accepted_at=case.accepted_at,
        due_at=case.due_at,
        statutory_due_at=case.statutory_due_at,
        provisional=case.provisional,
        paused_since=case.paused_since,
        paused_reason=case.paused_reason,
        words=words,
        outlook=noticed,
    )


def timeline(
    case: Case,
    journal: Sequence[JournalLine],
    service: ServiceView,
    notice: Standing | None = None,
    noticed: str = "",
) -> tuple[TimelineStep, ...]:
    """What happened, where the case is, and what comes.

    ``notice``: the last of the case; ``noticed``: its `outlook`, while one is waited for.
    """
    done = [TimelineStep(state="done", text=j.text, at=j.at, who=j.who) for j in journal]
    status = CaseStatus(case.status)
    steps = [*done]
    if status.open:
        steps.append(_now(case, status, notice, noticed))
    return (*steps, *_to_come(status, service, noticed=notice is not None))


def _now(case: Case, status: CaseStatus, notice: Standing | None, noticed: str) -> TimelineStep:
    due = noticed or f"最晚{moment_words(case.due_at)}出结果"
    if notice is not None and notice.runs and status is CaseStatus.EXAMINING:
        return TimelineStep(state="now", text=_noticed(notice), at=None)
    if case.paused_for == Pause.TAX and status in (CaseStatus.ACCEPTED, CaseStatus.EXAMINING):
        who, why = case.examiner_name or "审核员", case.paused_reason
        return TimelineStep(state="now", text=f"{who}在看；{why}，{TAX_WAIT}", at=None)
    if case.paused_since is not None and status is CaseStatus.EXAMINING:
        return TimelineStep(state="now", text=f"{case.paused_reason}；这段时间不计时", at=None)
    words = {
        CaseStatus.ACCEPTED: f"正在安排审核员，{due}",
        CaseStatus.AUTOPILOT: "系统正在核对，一般几分钟就好",
        CaseStatus.EXAMINING: f"{case.examiner_name or '审核员'}在看，{due}",
        CaseStatus.SUPPLEMENT: "等您补正：要补的都在清单上，补好接着办，停下的时间不算",
        CaseStatus.APPROVED: "审核通过了，马上登簿",
    }[status]
    waits = status is CaseStatus.SUPPLEMENT
    return TimelineStep(state="now", text=words, at=None, waits_for_you=waits)


def _noticed(notice: Standing) -> str:
    said = f"正在公告，到 {moment_words(notice.ends_at)} 截止，这段时间不计时"
    if notice.unsettled:
        return f"{said}；收到 {notice.unsettled} 份异议，审核员在处理"
    return f"{said}；没有异议就接着办"


def _to_come(
    status: CaseStatus, service: ServiceView, *, noticed: bool = False
) -> list[TimelineStep]:
    if status in (CaseStatus.REFUSED, CaseStatus.WITHDRAWN):
        return []
    texts = []
    if status in (CaseStatus.ACCEPTED, CaseStatus.SUPPLEMENT):
        texts.append("审核员审核")
    if service.notice is not None and not noticed:
        texts.append(_to_publish(service.notice))
    if status is not CaseStatus.ENTERED:
        texts.append(entry_words(service))
    if service.result:
        texts.append(HANDING_OVER)
    return [TimelineStep(state="todo", text=t, at=None) for t in texts]


def _to_publish(rule: NoticeRule) -> str:
    if rule.at_once:
        return "在网上发布遗失声明，发布了就接着办"
    return f"公告 {rule.days} 个工作日，在网上公开，这段时间不计时"


def entry_words(service: ServiceView) -> str:
    """What the moment of entry brings, for the person who waits."""
    said = {ENTRIES.get(item.act, CHANGED) for item in service.items}
    return said.pop() if len(said) == 1 else CHANGED
