"""The fields under each question about a family, with what stands in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dengbu.casework.api import inheritance as rules
from dengbu.casework.api import successions
from dengbu.kernel.share import speak
from dengbu.web.shared.parts import Option
from dengbu.web.window.question import Question, options

Said = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One person to be named under a question."""

    title: str
    questions: tuple[Question, ...]
    open: bool
    rare: tuple[Question, ...] = ()  # of those who died on one day


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What is asked under one question."""

    key: str
    title: str
    why: str
    first: tuple[Question, ...]  # before the rows
    rows: tuple[Row, ...]
    last: tuple[Question, ...]  # after them
    known: tuple[str, ...] = ()  # names that are told already


_LIVES = (("ALIVE", "在世"), ("DEAD", "已去世"))
_BORN = (*_LIVES, ("UNBORN", "还没出生"), ("STILLBORN", "娩出时是死体"))
_TIES = (
    ("BLOOD", "亲生"),
    ("ADOPTED", "收养"),
    ("RAISED", "继亲，有抚养关系"),
    ("NOT_RAISED", "继亲，没有抚养关系"),
)
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
    first, rows, last = _FIELDS[question.topic](question, view, said)
    return Form(
        key=question.key,
        title=title,
        why=why,
        first=first,
        rows=rows,
        last=last,
        known=_known(question, view.family),
    )


def _known(question: rules.Question, family: rules.Family) -> tuple[str, ...]:
    """Who is told already of what the question asks."""
    who = question.who
    found: set[str] = set()
    if question.topic is rules.Topic.CHILDREN:
        found = {t.child for t in family.parentages if t.parent == who}
    elif question.topic is rules.Topic.PARENTS:
        found = {t.parent for t in family.parentages if t.child == who}
    elif question.topic is rules.Topic.SPOUSE:
        found = {k for m in family.marriages if who in (m.one, m.other) for k in (m.one, m.other)}
    return tuple(p.name for p in family.people if p.key in found - {who})


Fields = tuple[tuple[Question, ...], tuple[Row, ...], tuple[Question, ...]]


def _ask(
    name: str, label: str, said: Said, kind: str = "text", *, default: str = "", hint: str = "",
    pairs: Sequence[tuple[str, str]] = (), required: bool = False,
) -> Question:  # fmt: skip
    return Question(
        name=name,
        label=label,
        kind=kind,
        value=said.get(name, "") or default,
        hint=hint,
        options=options(tuple(pairs)),
        required=required,
        maxlength="60" if kind == "text" else "",
    )


def _any(said: Said, known: bool = False) -> Question:
    none = "没有别的了" if known else "没有"
    pairs = (("no", none), ("yes", "有，写在下面"))
    return _ask("any", "有没有", said, "chips", pairs=pairs, required=True)


def _rows(said: Said, count: int, make: Callable[[str], tuple[Question, ...]]) -> tuple[Row, ...]:
    """Blank rows behind those that are filled; the first stands open."""
    filled = max((n + 1 for n in range(20) if said.get(f"rows.{n}.name")), default=0)
    total = min(20, max(count, filled + 2))
    return tuple(
        _row(f"第{n + 1}位", f"rows.{n}", make(f"rows.{n}"), said, shown=n == 0 or n < filled)
        for n in range(total)
    )


def _row(title: str, at: str, asked: tuple[Question, ...], said: Said, *, shown: bool) -> Row:
    dies = any(q.name == f"{at}.died_on" for q in asked)
    return Row(title=title, questions=asked, open=shown, rare=_rare(at, said) if dies else ())


def _died(at: str, said: Said) -> Question:
    hint = "不知道哪天，可以空着，算作最早去世"
    return _ask(f"{at}.died_on", "去世日期", said, "date", hint=hint)


def _rare(at: str, said: Said) -> tuple[Question, ...]:
    return (
        _ask(f"{at}.died_at", "几时去世", said, hint="如 09:30"),
        _ask(f"{at}.event", "同一事故", said, hint="分不清先后的几个人，写同样的名字"),
    )


def _name(at: str, said: Said) -> Question:
    hint = "已经写过的人写同样的名字；重名的后面加个记号，如（小）"
    return _ask(f"{at}.name", "姓名", said, required=True, hint=hint)


def _life(
    at: str, said: Said, lives: Sequence[tuple[str, str]] = _LIVES, *, default: str = "ALIVE"
) -> Question:
    return _ask(f"{at}.life", "现在", said, "chips", default=default, pairs=lives, required=True)


def _born(at: str, said: Said) -> Question:
    return _ask(f"{at}.born_on", "出生日期", said, "date", hint="没成年的一定要填")


def _part(at: str, said: Said) -> Question:
    hint = "共同共有、又不是夫妻的才填：按析产协议或者判决，如 1/3"
    return _ask(f"{at}.share", "份额", said, hint=hint)


def _holders(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    joint = len(view.holders) > 1 and any(h.share is None for h in view.holders)
    alone = "DEAD" if len(view.holders) == 1 else "ALIVE"
    rows = tuple(
        Row(
            title=p.name,
            questions=(
                _life(p.key, said, default=alone),
                _died(p.key, said),
                *((_part(p.key, said),) if joint else ()),
            ),
            rare=_rare(p.key, said),
            open=True,
        )
        for p in view.family.people
        if not p.organisation
    )
    couple: tuple[Question, ...] = ()
    if len(view.holders) == 2 and joint:
        pairs = (("yes", "是夫妻，共同财产"), ("no", "不是"))
        couple = (
            _ask("couple", "这两位是夫妻吗", said, "chips", pairs=pairs, required=True),
            _ask("since", "结婚日期", said, "date"),
        )
    return (), rows, couple


def _spouse(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    def row(at: str) -> tuple[Question, ...]:
        return (
            _name(at, said),
            _ask(f"{at}.since", "结婚日期", said, "date"),
            _ask(f"{at}.until", "离婚日期", said, "date", hint="没有离婚的空着"),
            _life(at, said),
            _died(at, said),
        )

    known = bool(_known(q, view.family))
    return (_any(said, known),), _rows(said, 2, row), ()


def _common(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    spouses = [
        m.other if m.one == q.who else m.one
        for m in view.family.marriages
        if q.who in (m.one, m.other)
    ]
    called = rules.words.names(view.family)
    pairs = [(s, f"是，和{called[s]}的共同财产") for s in spouses]
    asked = _ask(
        "common",
        "房子是不是夫妻共同财产",
        said,
        "radio",
        pairs=(*pairs, ("no", "不是，是个人财产")),
        required=True,
    )
    return (asked,), (), ()


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
        parent = _ask(
            f"{at}.other", "另一位父母", said, "select",
            default="" if f"{at}.other" in said else default, pairs=other,
        )  # fmt: skip
        return (
            _name(at, said),
            _ask(f"{at}.tie", "关系", said, "select", default="BLOOD", pairs=_TIES, required=True),
            *((parent,) if spouses else ()),
            _born(at, said),
            _life(at, said, _BORN),
            _died(at, said),
        )

    return (_any(said, bool(_known(q, view.family))),), _rows(said, 4, row), ()


def _parents(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    def row(at: str) -> tuple[Question, ...]:
        return (
            _name(at, said),
            _ask(f"{at}.tie", "关系", said, "select", default="BLOOD", pairs=_TIES, required=True),
            _life(at, said),
            _died(at, said),
        )

    return (_any(said, bool(_known(q, view.family))),), _rows(said, 2, row), ()


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
            _name(at, said),
            _ask(f"{at}.of", "是谁的配偶", said, "select", pairs=of),
        )

    return (_any(said),), _rows(said, 1, row), ()


def _siblings(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    called = rules.words.names(view.family)
    parents = [t.parent for t in view.family.parentages if t.child == q.who]
    through = (("", "同父同母"), *((p, f"只同{called[p]}") for p in parents))

    def row(at: str) -> tuple[Question, ...]:
        half = _ask(f"{at}.through", "同父同母吗", said, "select", pairs=through)
        return (
            _name(at, said),
            *((half,) if len(parents) > 1 else ()),
            _born(at, said),
            _life(at, said),
            _died(at, said),
        )

    return (_any(said),), _rows(said, 4, row), ()


def _grandparents(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    called = rules.words.names(view.family)
    parents = [t.parent for t in view.family.parentages if t.child == q.who]

    def row(at: str) -> tuple[Question, ...]:
        of = _ask(f"{at}.of", "是谁的父母", said, "select", pairs=[(p, called[p]) for p in parents])
        return (_name(at, said), *((of,) if parents else ()), _life(at, said), _died(at, said))

    return (_any(said),), _rows(said, 2, row), ()


def _will(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    pairs = (("no", "没有"), ("will", "有遗嘱"), ("pact", "有遗赠扶养协议"))
    first = (
        _ask("any", "有没有", said, "chips", pairs=pairs, required=True),
        _ask("made_on", "立的日期", said, "date"),
        _ask("form", "遗嘱的形式", said, "select", default="OWN_HAND", pairs=_FORMS),
        _ask("witnesses", "见证人几位", said, hint="不算继承人、受遗赠人和有利害关系的人"),
        _ask("loose", "打印的，没有每页签名、写日期", said, "checkbox"),
        _ask("danger_over", "口头的，危急情况过后能用别的形式立", said, "checkbox"),
    )

    def row(at: str) -> tuple[Question, ...]:
        share = _ask(f"{at}.share", "得遗产的几分之几", said, hint="全部写 1，一半写 1/2")
        return (_name(at, said), share)

    return first, _rows(said, 2, row), ()


def _accepts(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    return (
        (
            _ask("knew_on", "哪天知道的", said, "date", required=True),
            _ask("accepted_on", "哪天表示接受的", said, "date", hint="没有表示过的空着，视为放弃"),
        ),
        (),
        (),
    )


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
            _ask("ground", "丧失的原因", said, "select", pairs=(("", "请选"), *_GROUNDS)),
            _ask("pardoned", "后来悔改，得到了宽恕", said, "checkbox"),
        ),
        open=said.get("stance") == "lost",
    )
    on = _ask("on", "放弃的日期", said, "date", hint="选放弃的才填")
    return (stance, on), (lost,), ()


def _due(q: rules.Question, view: successions.SuccessionView) -> Fraction | None:
    """What the heir gets out of that estate, as told so far."""
    flows = view.answer.flows if view.answer else ()
    due = sum((f.share for f in flows if (f.to, f.estate) == (q.who, q.estate)), Fraction(0))
    return due or None


def _shared(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    pairs = (("no", "不算，是个人的"), ("yes", "算，配偶先分一半"))
    return (_ask("shared", "怎么认定", said, "chips", pairs=pairs, required=True),), (), ()


def _guardian(q: rules.Question, view: successions.SuccessionView, said: Said) -> Fields:
    return (_ask("guardian", "监护人姓名", said, required=True),), (), ()


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
