"""The fields under each question about a family, with what stands in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dengbu.casework.api import inheritance as rules
from dengbu.casework.api import successions
from dengbu.kernel.share import speak
from dengbu.web.shared.parts import Option
from dengbu.web.window.heirs_rows import (
    BORN,
    GIVEN,
    TIES,
    Form,
    Group,
    Row,
    Said,
    ask,
    born_of,
    died,
    life_of,
    name_of,
    rare_of,
    rows_of,
    whether,
)
from dengbu.web.window.question import Question

_FORMS = (
    ("OWN_HAND", "自己手写"),
    ("NOTARISED", "公证"),
    ("WRITTEN_BY_ANOTHER", "别人代写"),
    ("PRINTED", "打印"),
    ("RECORDED", "录音录像"),
    ("ORAL", "口头"),
)
_GROUNDS = (
    ("1", "故意杀害被继承人"),
    ("2", "为争夺遗产杀害其他继承人"),
    ("3", "遗弃或者虐待被继承人，情节严重"),
    ("4", "伪造、篡改、隐匿、销毁遗嘱，情节严重"),
    ("5", "欺诈、胁迫立遗嘱的人，情节严重"),
)


def form_of(question: rules.Question, view: successions.SuccessionView, said: Said) -> Form:
    """The form of a question; `said` fills it."""
    title, why = rules.words.question_words(question, view.family)
    fields = _FIELDS[question.topic](question, view, said)
    return Form(
        key=question.key,
        title=title,
        why=why,
        first=fields.first,
        then=fields.then,
        rows=fields.rows,
        last=fields.last,
        known=_known(question, view.family, said),
    )


def _known(question: rules.Question, family: rules.Family, said: Said) -> tuple[str, ...]:
    """Who is told already of what the question asks, other than by its own answer."""
    who = question.who
    found: set[str] = set()
    if question.topic is rules.Topic.CHILDREN:
        found = {t.child for t in family.parentages if t.parent == who}
    elif question.topic is rules.Topic.PARENTS:
        found = {t.parent for t in family.parentages if t.child == who}
    elif question.topic is rules.Topic.SPOUSE:
        found = {k for m in family.marriages if who in (m.one, m.other) for k in (m.one, m.other)}
    here = {said[name] for name in said if name.startswith("rows.") and name.endswith(".name")}
    return tuple(p.name for p in family.people if p.key in found - {who} and p.name not in here)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """What stands under a question, in the order of `Form`."""

    first: tuple[Question, ...] = ()
    then: tuple[Group, ...] = ()
    rows: tuple[Row, ...] = ()
    last: tuple[Group, ...] = ()


def _part(at: str, said: Said) -> Question:
    hint = "共同共有、又不是夫妻的才填：按析产协议或者判决，如 1/3"
    return ask(f"{at}.share", "份额", said, hint=hint)


def _holders(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    joint = len(view.holders) > 1 and any(h.share is None for h in view.holders)
    alone = "DEAD" if len(view.holders) == 1 else "ALIVE"
    rows = tuple(
        Row(
            title=p.name,
            questions=(
                life_of(p.key, said, default=alone),
                *((_part(p.key, said),) if joint else ()),
            ),
            dead=(died(p.key, said),),
            rare=rare_of(p.key, said),
            open=True,
        )
        for p in view.family.people
        if not p.organisation
    )
    couple: tuple[Group, ...] = ()
    if len(view.holders) == 2 and joint:
        pairs = (("yes", "是夫妻，共同财产"), ("no", "不是"))
        asked = ask("couple", "这两位是夫妻吗", said, "chips", pairs=pairs, required=True)
        since = ask("since", "结婚日期", said, "date")
        couple = (Group(when="", questions=(asked,)), Group(when="couple", questions=(since,)))
    return Fields(rows=(*rows, _beside(view, said)), last=couple)


def _beside(view: successions.SuccessionView, said: Said) -> Row:
    """A spouse who died, of whom the register knows nothing."""
    living = [(p.key, p.name) for p in view.family.people if not p.organisation]
    of = ask("spouse.of", "是谁的配偶", said, "select", pairs=(("", "请选"), *living))
    return Row(
        title="登记的都在世，去世的是没有登记的配偶，房子是夫妻共同财产",
        questions=(
            ask("spouse.name", "去世的配偶", said),
            *((of,) if len(living) > 1 else ()),
            ask("spouse.since", "结婚日期", said, "date"),
            ask("spouse.died_on", "去世日期", said, "date"),
        ),
        rare=rare_of("spouse", said),
        open=bool(said.get("spouse.name")),
    )


def _spouse(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    def row(at: str) -> tuple[Question, ...]:
        return (
            name_of(at, said),
            ask(f"{at}.since", "结婚日期", said, "date"),
            ask(f"{at}.until", "离婚日期", said, "date", hint="没有离婚的空着"),
            life_of(at, said),
        )

    known = bool(_known(q, view.family, said))
    return Fields(first=(whether(said, known),), rows=rows_of(said, 2, row))


def _common(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    spouses = [
        m.other if m.one == q.who else m.one
        for m in view.family.marriages
        if q.who in (m.one, m.other)
    ]
    called = rules.words.names(view.family)
    pairs = [(s, f"是，和{called[s]}的共同财产") for s in spouses]
    asked = ask(
        "common",
        "房子是不是夫妻共同财产",
        said,
        "radio",
        pairs=(*pairs, ("no", "不是，是个人财产")),
        required=True,
    )
    return Fields(first=(asked,))


def _children(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    called = rules.words.names(view.family)
    spouses = [
        m.other if m.one == q.who else m.one
        for m in view.family.marriages
        if q.who in (m.one, m.other)
    ]
    other = (*((s, called[s]) for s in spouses), ("", "没有写在这里的人"))
    default = spouses[0] if len(spouses) == 1 else ""

    def row(at: str) -> tuple[Question, ...]:
        parent = ask(
            f"{at}.other", "另一位父母", said, "select",
            default="" if f"{at}.other" in said else default, pairs=other,
        )  # fmt: skip
        return (
            name_of(at, said),
            ask(f"{at}.tie", "关系", said, "select", default="BLOOD", pairs=TIES, required=True),
            *((parent,) if spouses else ()),
            born_of(at, said),
            life_of(at, said, BORN),
        )

    there = whether(said, bool(_known(q, view.family, said)))
    return Fields(first=(there,), rows=rows_of(said, 4, row))


def _parents(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    def row(at: str) -> tuple[Question, ...]:
        return (
            name_of(at, said),
            ask(f"{at}.tie", "关系", said, "select", default="BLOOD", pairs=TIES, required=True),
            life_of(at, said),
        )

    there = whether(said, bool(_known(q, view.family, said)))
    return Fields(first=(there,), rows=rows_of(said, 2, row))


def _in_laws(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    dead = [
        p
        for p in view.family.people
        if p.life is rules.Life.DEAD
        and any(t.parent == q.who and t.child == p.key for t in view.family.parentages)
    ]
    of = (("", "请选"), *((p.key, p.name) for p in dead))

    def row(at: str) -> tuple[Question, ...]:
        return (
            name_of(at, said),
            ask(f"{at}.of", "是谁的配偶", said, "select", pairs=of),
        )

    return Fields(first=(whether(said),), rows=rows_of(said, 1, row))


def _siblings(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    called = rules.words.names(view.family)
    parents = [t.parent for t in view.family.parentages if t.child == q.who]
    through = (("", "同父同母"), *((p, f"只同{called[p]}") for p in parents))

    def row(at: str) -> tuple[Question, ...]:
        half = ask(f"{at}.through", "同父同母吗", said, "select", pairs=through)
        return (
            name_of(at, said),
            *((half,) if len(parents) > 1 else ()),
            born_of(at, said),
            life_of(at, said),
        )

    return Fields(first=(whether(said),), rows=rows_of(said, 4, row))


def _grandparents(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    called = rules.words.names(view.family)
    parents = [t.parent for t in view.family.parentages if t.child == q.who]

    def row(at: str) -> tuple[Question, ...]:
        of = ask(f"{at}.of", "是谁的父母", said, "select", pairs=[(p, called[p]) for p in parents])
        return (name_of(at, said), *((of,) if parents else ()), life_of(at, said))

    return Fields(first=(whether(said),), rows=rows_of(said, 2, row))


def _will(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    pairs = (("no", "没有"), ("will", "有遗嘱"), ("pact", "有遗赠扶养协议"))
    there = ask("any", "有没有", said, "chips", pairs=pairs, required=True)
    made = ask("made_on", "立的日期", said, "date", required=True)
    form = ask(
        "form", "遗嘱的形式", said, "select", default="OWN_HAND", pairs=_FORMS, required=True
    )
    others = "不算继承人、受遗赠人和有利害关系的人"
    seen = ask("witnesses", "见证人几位", said, hint=others, required=True)
    loose = ask("loose", "打印的，没有每页签名、写日期", said, "checkbox")
    over = ask("danger_over", "口头的，危急情况过后能用别的形式立", said, "checkbox")
    then = (
        Group(when=GIVEN, questions=(made,)),
        Group(when="will", questions=(form,)),
        Group(when="witnessed", questions=(seen,)),
        Group(when="printed", questions=(loose,)),
        Group(when="oral", questions=(over,)),
    )

    def row(at: str) -> tuple[Question, ...]:
        hint = "全部写 1，一半写 1/2"
        share = ask(f"{at}.share", "得遗产的几分之几", said, hint=hint, required=True)
        return (name_of(at, said), share)

    return Fields(first=(there,), then=then, rows=(*rows_of(said, 2, row), _reserve(said)))


def _reserve(said: Said) -> Row:
    """For whom a will must leave something whatever it says (1141)."""
    hint = "按实际的需要定，法律没有定多少，如 1/4"
    return Row(
        title="有继承人没有劳动能力又没有生活来源的，再填这两项",
        questions=(
            ask("reserve.name", "这位继承人的姓名", said, hint="前面写过的名字"),
            ask("reserve.share", "保留遗产的几分之几", said, hint=hint),
        ),
        open=bool(said.get("reserve.name")),
        when="will",
    )


def _accepts(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    knew = ask("knew_on", "哪天知道的", said, "date", required=True)
    silent = "没有表示过的空着，视为放弃"
    return Fields(first=(knew, ask("accepted_on", "哪天表示接受的", said, "date", hint=silent)))


def _stance(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    due = _due(q, view)
    wants = f"不放弃，我要{speak(due)}" if due else "不放弃"
    choices = (
        Option(value="takes", label=wants, hint="您要到场，或授权他人，一起签字"),
        Option(value="notary", label="放弃，有公证书", hint="公证过的不用到场"),
        Option(value="here", label="放弃，当场书面声明", hint="要到场签声明"),
        Option(value="waits", label="还没想好", hint="先存下，其他人接着办，不用重来"),
        Option(value="lost", label="法院判决丧失继承权", hint="要有判决书"),
    )
    stance = Question(
        name="stance", label="怎么选", kind="radio", value=said.get("stance", ""), options=choices
    )
    lost = Row(
        title="法院判决丧失继承权的，再填这两项",
        questions=(
            ask("ground", "丧失的原因", said, "select", pairs=(("", "请选"), *_GROUNDS)),
            ask("pardoned", "后来悔改，得到了宽恕", said, "checkbox"),
        ),
        open=True,
        when="lost",
    )
    on = ask("on", "放弃的日期", said, "date", hint="声明或者公证书上的日期", required=True)
    return Fields(first=(stance,), then=(Group(when="gives-up", questions=(on,)),), rows=(lost,))


def _due(q: rules.Question, view: successions.SuccessionView) -> Fraction | None:
    """What the heir gets out of that estate, as told so far."""
    flows = view.answer.flows if view.answer else ()
    due = sum((f.share for f in flows if (f.to, f.estate) == (q.who, q.estate)), Fraction(0))
    return due or None


def _shared(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    pairs = (("no", "不算，是个人的"), ("yes", "算，配偶先分一半"))
    return Fields(first=(ask("shared", "怎么认定", said, "chips", pairs=pairs, required=True),))


def _guardian(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    return Fields(first=(ask("guardian", "监护人姓名", said, required=True),))


_FIELDS: Mapping[
    rules.Topic, Callable[[rules.Question, successions.SuccessionView, Said], Fields]
] = {
    rules.Topic.HOLDERS: _holders,
    rules.Topic.SPOUSE: _spouse,
    rules.Topic.COMMON: _common,
    rules.Topic.CHILDREN: _children,
    rules.Topic.PARENTS: _parents,
    rules.Topic.IN_LAWS: _in_laws,
    rules.Topic.SIBLINGS: _siblings,
    rules.Topic.GRANDPARENTS: _grandparents,
    rules.Topic.WILL: _will,
    rules.Topic.OTHER_WILL: _will,
    rules.Topic.ACCEPTS: _accepts,
    rules.Topic.STANCE: _stance,
    rules.Topic.SHARED: _shared,
    rules.Topic.GUARDIAN: _guardian,
}
