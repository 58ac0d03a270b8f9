"""A family as a page shows it: the drawing, how it came about, each person, what to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.casework.api import inheritance as rules
from dengbu.casework.api import successions
from dengbu.web.shared.family_tree import Tree, shares, tree
from dengbu.web.shared.parts import SharePart


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One person of the family in the table, each exactly once."""

    key: str
    name: str
    relation: str
    share: Fraction | None
    must: bool
    coming: str  # who comes, or why not
    papers: tuple[str, ...]
    out: tuple[str, ...]  # why nothing comes out of an estate


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Everything of one family for a page."""

    view: successions.SuccessionView
    tree: Tree
    title: str
    reasons: tuple[rules.words.Sentence, ...]
    lines: tuple[Line, ...]
    bar: tuple[SharePart, ...]
    looks: tuple[str, ...]  # what an examiner must look at
    must: int  # how many must come
    left: int  # questions that are open as far as is known


def shown(view: successions.SuccessionView) -> Shown:
    """The family as it is told so far."""
    family, answer = view.family, view.answer
    called = rules.words.names(family)
    lines = _lines(view, called)
    looks = answer.remarks if answer and not view.questions else ()  # else more may be told
    registered = {f"h{n}" for n in range(len(view.holders))}
    dead = [p.name for p in family.people if p.key in registered and p.life is rules.Life.DEAD]
    return Shown(
        view=view,
        tree=tree(view),
        title=f"{'、'.join(dead[:3])}的遗产，谁来继承" if dead else "先说说谁去世了",
        reasons=rules.words.reasons(family, answer) if answer else (),
        lines=lines,
        bar=tuple(
            SharePart(name=name, share=share, open=_waits(view, called, name))
            for name, share in shares(view)
        ),
        looks=tuple(rules.words.remark_words(r, called) for r in looks),
        must=sum(line.must for line in lines),
        left=len(view.questions),
    )


def family_card(view: casework.CaseView, actor: Actor, *, now: datetime) -> Shown | None:
    """The family on which a case rests; None where its heirs were found out without one."""
    token = getattr(view.request.inputs.get("death"), "family", "")
    if not token:
        return None
    family = successions.succession(token, actor=actor, now=now)
    return shown(family) if family.case_no == view.case_no else None


def _waits(view: successions.SuccessionView, called: Mapping[str, str], name: str) -> bool:
    """Whether a share is not settled yet: somebody is still asked, or nobody can be entered."""
    asked = {called.get(q.who) for q in view.questions if q.topic is rules.Topic.STANCE}
    return name in asked | {called[key] for key in view.waiting}


def _lines(view: successions.SuccessionView, called: Mapping[str, str]) -> tuple[Line, ...]:
    coming = {a.who: a for a in view.attendance}
    return tuple(
        Line(
            key=p.key,
            name=p.name,
            relation=rules.words.relation(view.family, view.holders, p.key),
            share=view.answer.shares.get(p.key) if view.answer else None,
            must=p.key in coming and coming[p.key].must,
            coming=rules.words.coming_words(coming[p.key], p) if p.key in coming else "",
            papers=tuple(rules.words.PROOFS[x] for x in view.proofs.get(p.key, ())),
            out=tuple(
                dict.fromkeys(
                    f"{rules.words.out_words(e, called)}（{e.clause}）"
                    for e in (view.answer.out if view.answer else ())
                    if e.who == p.key
                )
            ),
        )
        for p in view.family.people
    )
