"""What stands beside the decision on a case: what it waits for, and visits to the place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.web.office.desk import Standing
from dengbu.web.office.notice_card import with_notice
from dengbu.web.shared.parts import Option

_K = casework.InterruptionKind
KINDS = (
    Option(value=_K.SURVEY.value, label="安排权籍调查"),
    Option(value=_K.SUSPENSION.value, label="中止办理"),
)
ENDS = (
    Option(value="done", label="等到了，接着办"),
    Option(value="lifted", label="不用等了，接着办"),
)
WAITING_FIELDS = ("kind", "what", "surveyor", "ground")


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Names of the fields about one interruption; of several forms each has its own."""

    prefix: str
    how: str
    result: str


def names_of(interruption: int) -> Names:
    """The names of the fields of its form."""
    prefix = f"interruption-{interruption}"
    return Names(prefix=prefix, how=f"{prefix}.how", result=f"{prefix}.result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One interruption with the form that ends it."""

    found: casework.InterruptionView
    action: str  # address of the form, "" for who may not end it
    names: Names
    how: str  # as sent before
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingCard:
    """The card 停下来等."""

    lines: tuple[Line, ...]
    may_begin: bool
    sent: Mapping[str, str]  # as sent before
    opened: bool
    barred: str  # what keeps approval back, "" for nothing


def waiting_card(
    view: casework.CaseView, actor: Actor, sent: Mapping[str, str]
) -> WaitingCard | None:
    """Everything that the card shows; None for a case that never waited and is not examined."""
    mine = view.status == casework.CaseStatus.EXAMINING and view.examiner_id == actor.id
    if not mine and not view.interruptions:
        return None
    waiting = _waited(view)
    return WaitingCard(
        lines=tuple(_line(i, view.case_no, sent, mine=mine) for i in view.interruptions),
        may_begin=mine and len(waiting) < len(KINDS),
        sent={name: sent.get(name, "") for name in WAITING_FIELDS},
        opened=sent.get("do") == "interrupt",
        barred="；".join(waiting),
    )


def _line(
    found: casework.InterruptionView, case_no: str, sent: Mapping[str, str], *, mine: bool
) -> Line:
    names = names_of(found.id)
    place = reverse("office:end_interruption", args=[case_no, found.id])
    return Line(
        found=found,
        action=place if mine and found.ended_at is None else "",
        names=names,
        how=sent.get(names.how, ""),
        result=sent.get(names.result, ""),
    )


ANSWERS = (Option(value="yes", label="和材料一致"), Option(value="no", label="和材料不一致"))
SITE_FIELDS = ("seen_on", "viewers", "as_told", "finding")


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteCard:
    """The card 实地查看."""

    views: tuple[casework.SiteViewView, ...]
    wanted: bool  # the service asks for one
    may_record: bool
    sent: Mapping[str, str]  # as sent before
    opened: bool
    barred: str  # what keeps approval back, "" for nothing


def site_card(view: casework.CaseView, actor: Actor, sent: Mapping[str, str]) -> SiteCard | None:
    """Everything that the card shows; None where nothing was or can be recorded."""
    mine = view.status == casework.CaseStatus.EXAMINING and view.examiner_id == actor.id
    if not mine and not view.site_views:
        return None
    return SiteCard(
        views=view.site_views,
        wanted=view.site_view_wanted,
        may_record=mine,
        sent={name: sent.get(name, "") for name in SITE_FIELDS},
        opened=sent.get("do") == "site_view",
        barred=_unseen(view),
    )


def _waited(view: casework.CaseView) -> list[str]:
    return [f"还在{i.kind.waits}" for i in view.interruptions if i.ended_at is None]


def _unseen(view: casework.CaseView) -> str:
    """What is missing of a visit that the service asks for, "" for nothing."""
    if not view.site_view_wanted or view.closed_at:
        return ""
    if not view.site_views:
        return "还没有实地查看"
    return "" if view.site_views[-1].matches else "实地查看和材料不一致"


def cards(view: casework.CaseView, actor: Actor, sent: Mapping[str, str]) -> Mapping[str, object]:
    """Both cards with their choices, for the page of a case."""
    return {
        "waiting": waiting_card(view, actor, sent),
        "waiting_kinds": KINDS,
        "waiting_ends": ENDS,
        "site": site_card(view, actor, sent),
        "site_answers": ANSWERS,
    }


def barred(
    standing: Standing, view: casework.CaseView, notice: casework.CaseNotice | None
) -> Standing:
    """What keeps approval back: rules, the notice, what is waited for, a visit that is missing."""
    known = with_notice(standing, notice)
    said = (known.blocked, *_waited(view), _unseen(view))
    return replace(known, blocked="；".join(part for part in said if part))
