"""The card of marks on the page of a case, as whoever looks at it may use it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts.api import Actor, chiefs
from dengbu.casework import api as casework
from dengbu.web.shared.parts import Option


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkCard:
    """Marks that stand and what may be done; forms without options are not shown."""

    standing: tuple[casework.MarkView, ...]
    settable: tuple[Option, ...]  # mark and ground together
    removable: tuple[Option, ...]
    chiefs: tuple[Option, ...]
    typed: Mapping[str, str]  # what was sent and did not do
    setting: bool  # the form that sets one was sent, and something in it is to be put right
    removing: bool  # the same of the form that takes one off
    longest: int


_FIELDS = ("mark", "chief", "mark_reason", "unmark", "unmark_reason")


def card(
    view: casework.CaseView, actor: Actor, sent: Mapping[str, str], *, now: datetime
) -> MarkCard:
    """Of an open case also the forms."""
    standing = casework.marks_on(view.case_no, actor=actor)
    may = [] if view.closed_at else [m for m in casework.Mark if casework.may_mark(actor, m)]
    borne = {one.mark for one in standing}
    grounds = casework.mark_grounds(office=view.office, now=now) if may else {}
    settable = [
        Option(value=f"{m.value}:{ground.code}", label=f"{m.label}：{ground.label}")
        for m in may
        if m not in borne
        for ground in grounds[m]
    ]
    accompanied = casework.Mark.CHIEF in may and casework.Mark.CHIEF not in borne
    people = chiefs(view.office) if accompanied else ()
    return MarkCard(
        standing=standing,
        settable=_chosen("请选", settable),
        removable=tuple(Option(value=m.value, label=m.label) for m in may if m in borne),
        chiefs=_chosen("不是科长带办", [Option(value=str(p.id), label=p.name) for p in people]),
        typed={name: sent[name] for name in _FIELDS if sent.get(name)},
        setting=sent.get("do") == "mark",
        removing=sent.get("do") == "unmark",
        longest=casework.limits.MARK,
    )


def _chosen(nothing: str, options: list[Option]) -> tuple[Option, ...]:
    return (Option(value="", label=nothing), *options) if options else ()
