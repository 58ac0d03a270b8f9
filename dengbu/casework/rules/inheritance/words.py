"""The answer in plain Chinese: how it came about, who is out and why, who comes, what is asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dengbu.casework.rules.inheritance.answer import (
    COLLECTIVE,
    STATE,
    Answer,
    Doubt,
    Exclusion,
    Flow,
    Out,
    Remark,
    Way,
)
from dengbu.casework.rules.inheritance.asking import Question, Topic
from dengbu.casework.rules.inheritance.attending import Attendance, Coming, Proof, Reason
from dengbu.casework.rules.inheritance.family import Family, Life, Person
from dengbu.casework.rules.inheritance.grounds import ground, is_old
from dengbu.casework.rules.inheritance.telling import Holder
from dengbu.kernel.chinese import day_words
from dengbu.kernel.clause import Clause


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence with the articles on which it rests."""

    text: str
    clauses: tuple[Clause, ...] = ()


_MARK = re.compile(r"[（(][^（()）]*[)）]$")


def bare(name: str) -> str:
    """A name without the mark that tells two of the same name apart: `罗强（小）` is 罗强."""
    return _MARK.sub("", name) or name


def names(family: Family) -> dict[str, str]:
    """Names by key, the State and collectives among them."""
    found = {p.key: p.name for p in family.people}
    belongs = next((p.collective for p in family.people if p.collective), "")
    return found | {STATE: "国家（用于公益事业）", COLLECTIVE: belongs or "所在集体经济组织"}


def reasons(family: Family, answer: Answer) -> tuple[Sentence, ...]:
    """How the shares came about: what was no estate first, then each estate in turn."""
    called = names(family)
    return (*_titles(answer, called), *_estates(family, answer, called))


def _titles(answer: Answer, called: Mapping[str, str]) -> Iterator[Sentence]:
    for flow in answer.flows:
        left = any(e.of == flow.to for e in answer.estates)
        if flow.way is Way.HALF and not left:
            said = f"房屋的{flow.share}是{called[flow.to]}自己的，夫妻共同财产先分出一半，不算遗产"
            yield Sentence(text=said, clauses=(flow.clause,))
        elif flow.way is Way.OWN and not left:
            half = "，夫妻共同财产的一半" if flow.of_estate != 1 else ""
            yield Sentence(
                text=f"房屋的{flow.share}本来就是{called[flow.to]}的{half}，不算遗产",
                clauses=(flow.clause,),
            )


def _estates(family: Family, answer: Answer, called: Mapping[str, str]) -> Iterator[Sentence]:
    for estate in answer.estates:
        out = [f for f in answer.flows if f.estate == estate.of and f.way not in _TITLES]
        parts = "；".join(_groups(out, called))
        again = any(f.again for f in out)
        clauses = dict.fromkeys(f.clause for f in out)
        if again:
            clauses = dict.fromkeys((ground(1152, old=is_old(estate.died_on)), *clauses))
        if len(out) > 1 and estate.order:
            clauses[ground(1130, old=is_old(estate.died_on))] = None
        said = f"{called[estate.of]}（{day_words(estate.died_on)}去世）留下{_part(estate.share)}"
        if again:
            said += "，其中有没分就去世的一份，转给继承人"
        yield Sentence(text=f"{said}：{parts}", clauses=tuple(clauses))


_TITLES = (Way.OWN, Way.HALF)


def _groups(flows: list[Flow], called: Mapping[str, str]) -> Iterator[str]:
    """Who gets what by which way, alike ones together."""
    groups: dict[tuple[Way, str, Fraction, bool], list[str]] = {}
    for f in flows:
        spouse = f.half and bool(f.via) and f.way not in _REPRESENTED
        groups.setdefault((f.way, f.via, f.share, spouse), []).append(called[f.to])
    for (way, via, share, spouse), who in groups.items():
        each = f"各{share}" if len(who) > 1 else _part(share)
        if spouse:
            yield f"{'、'.join(who)}是{called[via]}的配偶，分得共同财产的一半{each}"
        elif way in _REPRESENTED:
            yield f"{called[via]}先去世，由{'、'.join(who)}代位，{each}"
        else:
            yield f"{WAYS[way]}{'、'.join(who)}，{each}"


def _part(share: Fraction) -> str:
    """A share as people say it."""
    return "全部" if share == 1 else f"{share}"


_REPRESENTED = (Way.REPRESENTS, Way.REPRESENTS_SIBLING)
WAYS: Mapping[Way, str] = {
    Way.OWN: "本人原有",
    Way.HALF: "夫妻共同财产的一半",
    Way.FIRST: "第一顺序",
    Way.IN_LAW: "尽了主要赡养义务的丧偶儿媳、女婿",
    Way.SECOND: "第二顺序",
    Way.REPRESENTS: "代位",
    Way.REPRESENTS_SIBLING: "代位",
    Way.PACT: "按遗赠扶养协议",
    Way.RESERVE: "遗嘱要保留的必要份额",
    Way.WILL: "按遗嘱",
    Way.LEGACY: "按遗赠",
    Way.NOBODY: "没有继承人，归",
}
"""By which way a share came."""

_OUT: Mapping[Out, str] = {
    Out.DEAD_BEFORE: "早于{of}去世，没有份额",
    Out.DEAD_TOGETHER: "和{of}推定同时去世，互不继承",
    Out.DISCLAIMED: "放弃{of}的遗产",
    Out.UNWORTHY: "丧失对{of}的继承权",
    Out.REFUSED: "没有在六十日内接受{of}的遗赠，视为放弃",
    Out.LATER_ORDER: "对{of}是第二顺序，第一顺序有人继承，轮不到",
    Out.BY_WILL: "{of}的遗嘱给了别人",
    Out.NOT_RAISED: "和{of}是继亲，没有扶养关系",
    Out.ADOPTED_AWAY: "已经送养，和{of}没有继承关系",
}


def out_words(exclusion: Exclusion, called: Mapping[str, str]) -> str:
    """Why somebody gets nothing out of an estate."""
    return _OUT[exclusion.why].format(of=called[exclusion.estate])


_DOUBTS: Mapping[Doubt, str] = {
    Doubt.ALL_DISCLAIMED: "{who}的第一顺序继承人都放弃了，按第二顺序算，请审核员看",
    Doubt.OLD_LAW: "{who}在2021年以前去世，适用当时的《继承法》，请审核员看",
    Doubt.WILL_INVALID: "{who}的遗嘱缺少法定形式，没有计入，请审核员看",
    Doubt.WILL_CUT: "{who}有几份文书，后面的没有处分完，其余按前面的算，请审核员看",
    Doubt.PRESUMED: "{who}在同一事件中去世，先后是按法律推定或者认定的，请审核员看",
    Doubt.UNBORN: "{who}的一份要预留，等出生以后再登记",
    Doubt.NOBODY: "{who}的遗产没有人继承，请审核员先和民政部门或者集体联系",
    Doubt.WARD_DISCLAIMED: "{who}要有人监护，放弃要对本人有利，请审核员看",
}


def remark_words(remark: Remark, called: Mapping[str, str]) -> str:
    """What an examiner must look at."""
    return _DOUBTS[remark.doubt].format(who=called[remark.who])


_REASONS: Mapping[Reason, str] = {
    Reason.HOLDS: "有份额，要到场签字",
    Reason.CONFIRMS: "法定继承人，要到场确认遗嘱有效、是最后一份",
    Reason.GIVES_UP_HERE: "放弃没有做公证，要到场书面声明",
    Reason.NOTARISED: "放弃已经公证，不用到场",
    Reason.DEAD: "已经去世",
    Reason.UNWORTHY: "丧失继承权，不用到场",
    Reason.NOT_CALLED: "不继承，不用到场",
    Reason.UNBORN: "还没有出生，份额预留",
    Reason.ORGANISATION: "单位，由经办人到场",
}


def coming_words(one: Attendance, person: Person) -> str:
    """Who comes, and why."""
    if one.coming is Coming.GUARDIAN:
        guardian = person.guardian or "（还没有填）"
        return f"监护人{guardian}代为到场"
    return _REASONS[one.why]


PROOFS: Mapping[Proof, str] = {
    Proof.DEATH: "死亡证明",
    Proof.IDENTITY: "身份证",
    Proof.KINSHIP: "和父母的亲属关系证明",
    Proof.MARRIAGE: "结婚证",
    Proof.DIVORCE: "离婚证或者判决书",
    Proof.ADOPTION: "收养登记证",
    Proof.UPBRINGING: "扶养关系证明",
    Proof.SUPPORT: "尽了主要赡养义务的证明",
    Proof.WILL: "遗嘱原件",
    Proof.NOTARISED_WILL: "公证遗嘱",
    Proof.PACT: "遗赠扶养协议",
    Proof.DISCLAIMER: "放弃继承的书面声明（当场签）",
    Proof.NOTARISED_DISCLAIMER: "放弃继承权公证书",
    Proof.ACCEPTANCE: "六十日内接受遗赠的书面表示",
    Proof.JUDGMENT: "丧失继承权的判决书",
    Proof.GUARDIANSHIP: "监护关系证明和《为被监护人利益承诺书》",
    Proof.PREGNANCY: "医院的怀孕证明",
    Proof.DEATH_ORDER: "事故认定书或者法院认定去世先后的文书",
}
"""Papers by what they show."""


def question_words(question: Question, family: Family) -> tuple[str, str]:
    """The question as it is put to the person at the window, and why it is asked."""
    called = names(family)
    asked, why = _QUESTIONS[question.topic]
    who = called.get(question.who, "")
    of = called.get(question.estate, "")
    return asked.format(who=who, of=of), why.format(who=who, of=of)


_QUESTIONS: Mapping[Topic, tuple[str, str]] = {
    Topic.HOLDERS: (
        "登记的权利人，哪一位去世了？",
        "只有去世的人的那一份是遗产。房子登记在活着的配偶名下、是夫妻共同财产的，去世的人也有一半。",
    ),
    Topic.SPOUSE: ("{who}去世时有没有配偶？", "配偶是第一顺序。已经离婚的也请写上，去世的也写。"),
    Topic.COMMON: ("房子是{who}和配偶的共同财产吗？", "是的话先分出配偶的一半，另一半才是遗产。"),
    Topic.CHILDREN: (
        "{who}有哪些子女？",
        "亲生、非婚生、收养、由{who}抚养大的继子女都算；去世的、还没出生的也请写上。",
    ),
    Topic.PARENTS: ("{who}去世时，父母还在吗？", "父母是第一顺序。早于{who}去世的选“没有”。"),
    Topic.IN_LAWS: (
        "有没有丧偶的儿媳、女婿，对{who}尽了主要赡养义务？",
        "有的话也是第一顺序，再婚了也算。",
    ),
    Topic.SIBLINGS: ("{who}有没有兄弟姐妹？", "没有第一顺序的人继承，由第二顺序继承。"),
    Topic.GRANDPARENTS: (
        "{who}的祖父母、外祖父母，有在世的吗？",
        "祖父母、外祖父母和兄弟姐妹同是第二顺序。",
    ),
    Topic.WILL: (
        "{who}留下遗嘱或者遗赠扶养协议了吗？",
        "有几份遗嘱的，先填最后一份，再问别的。",
    ),
    Topic.OTHER_WILL: (
        "{who}还有别的遗嘱吗？",
        "前面的遗嘱和后面的抵触的，以后面的为准；2021年以前去世的，公证遗嘱优先。",
    ),
    Topic.ACCEPTS: (
        "{who}接受{of}的遗赠了吗？",
        "知道以后六十日内没有表示接受的，视为放弃。",
    ),
    Topic.STANCE: ("{who}，{of}的那一份，您要还是放弃？", "没有书面放弃的，就是接受。"),
    Topic.SHARED: (
        "{who}继承来的那一份，算不算夫妻共同财产？",
        "请登记机构按材料认定：算的话，配偶先分一半，其余的再由{who}的继承人分。",
    ),
    Topic.GUARDIAN: ("{who}的监护人是谁？", "没有成年或者不能自己办的，由监护人代办。"),
}


def relation(family: Family, holders: tuple[Holder, ...], key: str) -> str:
    """How somebody is related to whoever the register names first among the dead."""
    dead = {p.key for p in family.people if p.life is Life.DEAD}
    first = next((f"h{n}" for n in range(len(holders)) if f"h{n}" in dead), "h0")
    if not dead:
        return "登记的权利人"
    if key == first:
        return "被继承人"
    married = [m for m in family.marriages if {m.one, m.other} == {first, key}]
    if married:
        died_on = next(p.died_on for p in family.people if p.key == first)
        ended = all(m.until and (died_on is None or m.until <= died_on) for m in married)
        return "前配偶" if ended else "配偶"
    up = {t.parent for t in family.parentages if t.child == first}
    down = {t.child for t in family.parentages if t.parent == first}
    if key in up:
        return "父母"
    if key in down:
        return "子女"
    if any(t.child == key and t.parent in up for t in family.parentages):
        return "兄弟姐妹"
    if any(t.child == key and t.parent in down for t in family.parentages):
        return "孙辈"
    if any(t.parent == key and t.child in up for t in family.parentages):
        return "祖辈"
    return "登记的共有人" if key.startswith("h") and key[1:].isdecimal() else "其他亲友"
