"""Fields that questions about a family have in common: rows of people, names, lives and days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dengbu.web.window.question import Question, options

Said = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One person to be named under a question."""

    title: str
    questions: tuple[Question, ...]
    open: bool
    dead: tuple[Question, ...] = ()  # of those who have died
    rare: tuple[Question, ...] = ()  # of those who died on one day
    when: str = ""  # the answer to which it belongs, as in `heirs.css`; "": always there


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Questions that belong to an answer and stand there once it is given."""

    when: str  # as in `heirs.css`
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What is asked under one question."""

    key: str
    title: str
    why: str
    first: tuple[Question, ...]  # before the rows
    then: tuple[Group, ...]  # after those, before the rows
    rows: tuple[Row, ...]
    last: tuple[Group, ...]  # after them
    known: tuple[str, ...] = ()  # names that are told already


GIVEN = "given"  # somebody or something is there
LIVES = (("ALIVE", "在世"), ("DEAD", "已去世"))
BORN = (*LIVES, ("UNBORN", "还没出生"), ("STILLBORN", "娩出时是死体"))
TIES = (
    ("BLOOD", "亲生"),
    ("ADOPTED", "收养"),
    ("RAISED", "继亲，有抚养关系"),
    ("NOT_RAISED", "继亲，没有抚养关系"),
)


def ask(
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


def whether(said: Said, known: bool = False) -> Question:
    none = "没有别的了" if known else "没有"
    pairs = (("no", none), ("yes", "有，写在下面"))
    return ask("any", "有没有", said, "chips", pairs=pairs, required=True)


def rows_of(said: Said, count: int, make: Callable[[str], tuple[Question, ...]]) -> tuple[Row, ...]:
    """Blank rows behind those that are filled; the first stands open."""
    filled = max((n + 1 for n in range(20) if said.get(f"rows.{n}.name")), default=0)
    total = min(20, max(count, filled + 2))
    return tuple(
        row_of(f"第{n + 1}位", f"rows.{n}", make(f"rows.{n}"), said, shown=n == 0 or n < filled)
        for n in range(total)
    )


def row_of(title: str, at: str, asked: tuple[Question, ...], said: Said, *, shown: bool) -> Row:
    dies = any(q.name == f"{at}.life" for q in asked)
    return Row(
        title=title,
        questions=asked,
        open=shown,
        dead=(died(at, said),) if dies else (),
        rare=rare_of(at, said) if dies else (),
        when=GIVEN,
    )


def died(at: str, said: Said) -> Question:
    hint = "不知道哪天，可以空着，算作最早去世"
    return ask(f"{at}.died_on", "去世日期", said, "date", hint=hint)


def rare_of(at: str, said: Said) -> tuple[Question, ...]:
    return (
        ask(f"{at}.died_at", "几时去世", said, hint="如 09:30"),
        ask(f"{at}.event", "同一事故", said, hint="分不清先后的几个人，写同样的名字"),
    )


def name_of(at: str, said: Said) -> Question:
    hint = "已经写过的人写同样的名字；重名的后面加个记号，如（小）"
    return ask(f"{at}.name", "姓名", said, required=True, hint=hint)


def life_of(
    at: str, said: Said, lives: Sequence[tuple[str, str]] = LIVES, *, default: str = "ALIVE"
) -> Question:
    return ask(f"{at}.life", "现在", said, "chips", default=default, pairs=lives, required=True)


def born_of(at: str, said: Said) -> Question:
    return ask(f"{at}.born_on", "出生日期", said, "date", hint="没成年的一定要填")
