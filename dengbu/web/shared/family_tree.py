"""A family drawn on the server: who stands where, and the lines between them, in pixels.

Generations are rows, couples stand beside each other, children below their parents. The drawing is
for the eye; the same persons stand in a table beside it for everybody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dengbu.casework.api import inheritance as rules
from dengbu.casework.api import successions
from dengbu.kernel.chinese import day_words

WIDTH, HEIGHT = 184, 88
GAP_X, GAP_Y = 28, 56
MARGIN = 8
MOST_SIGNS = 13  # characters of a line on a card


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One person of the drawing."""

    key: str
    name: str
    x: int
    y: int
    look: str  # deceased, dead, heir, guardian, waits, apart
    lines: tuple[str, ...]
    numerator: str  # of the share; "" for none
    denominator: str
    asked: bool  # the next question is about this person

    @property
    def right(self) -> int:
        """Where the share stands."""
        return self.x + WIDTH - 20

    @property
    def line_ys(self) -> tuple[tuple[int, str], ...]:
        """Each line of text with its place."""
        return tuple((self.y + 48 + 18 * n, text) for n, text in enumerate(self.lines))


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """The whole drawing."""

    width: int
    height: int
    cards: tuple[Card, ...]
    paths: tuple[str, ...]  # of lines between cards
    said: str  # what it shows, for who does not see it


def tree(view: successions.SuccessionView) -> Tree:
    """The drawing of a family as it is told so far."""
    family = view.family
    rows = _rows(family)
    places = _places(family, rows)
    cards = tuple(_card(view, person, places[person.key]) for person in family.people)
    width = max(x for x, _ in places.values()) + WIDTH + MARGIN
    height = max(y for _, y in places.values()) + HEIGHT + MARGIN
    return Tree(
        width=width,
        height=height,
        cards=cards,
        paths=_paths(family, places),
        said=f"家庭关系图，{len(cards)}人，每个人的关系和份额写在“每个人”的表里",
    )


def _rows(family: rules.Family) -> list[list[str]]:
    """Keys by generation, elders first, couples side by side."""
    levels = _levels(family)
    found: dict[int, list[str]] = {}
    for person in family.people:
        found.setdefault(levels[person.key], []).append(person.key)
    rows: list[list[str]] = []
    for level in sorted(found):
        order = {key: n for n, key in enumerate(rows[-1])} if rows else {}
        rows.append(_side_by_side(family, _below(family, found[level], order)))
    return rows


def _levels(family: rules.Family) -> dict[str, int]:
    """Generation of everybody; whoever is not related stands with the first."""
    near: dict[str, list[tuple[str, int]]] = {p.key: [] for p in family.people}
    for tie in family.parentages:
        near[tie.parent].append((tie.child, 1))
        near[tie.child].append((tie.parent, -1))
    for marriage in family.marriages:
        near[marriage.one].append((marriage.other, 0))
        near[marriage.other].append((marriage.one, 0))
    levels: dict[str, int] = {}
    for person in family.people:
        if person.key in levels:
            continue
        levels[person.key], waiting = 0, [person.key]
        while waiting:
            key = waiting.pop(0)
            for other, step in near[key]:
                if other not in levels:
                    levels[other] = levels[key] + step
                    waiting.append(other)
    return levels


def _below(family: rules.Family, keys: Sequence[str], order: Mapping[str, int]) -> list[str]:
    """Children in the order of their parents."""
    place = {
        key: min(
            (order[t.parent] for t in family.parentages if t.child == key and t.parent in order),
            default=len(order),
        )
        for key in keys
    }
    return sorted(keys, key=lambda k: place[k])


def _side_by_side(family: rules.Family, keys: Sequence[str]) -> list[str]:
    """Whoever was married twice stands between both, so that no line runs through a third."""
    row: list[str] = []
    for key in keys:
        if key in row:
            continue
        married = [
            m.other if m.one == key else m.one for m in family.marriages if key in (m.one, m.other)
        ]
        spouses = [one for one in dict.fromkeys(married) if one in keys and one not in row]
        before, after = (spouses[:1], spouses[1:]) if len(spouses) > 1 else ([], spouses)
        row += [*before, key, *after]
    return row


def _places(family: rules.Family, rows: Sequence[Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Upper left corners: below the parents where there is room, else further right."""
    places: dict[str, tuple[int, int]] = {}
    for level, row in enumerate(rows):
        free = MARGIN
        for key in row:
            above = [places[t.parent][0] for t in family.parentages if t.child == key
                     and t.parent in places]  # fmt: skip
            siblings = _of_same(family, key)
            wanted = sum(above) // len(above) if above else free
            wanted -= (len(siblings) - 1) * (WIDTH + GAP_X) // 2
            x = max(free, wanted)
            places[key] = (x, MARGIN + level * (HEIGHT + GAP_Y))
            free = x + WIDTH + GAP_X
    return places


def _of_same(family: rules.Family, key: str) -> set[str]:
    """A person and the siblings, and nobody else."""
    parents = {t.parent for t in family.parentages if t.child == key}
    return {t.child for t in family.parentages if t.parent in parents} | {key}


def _paths(family: rules.Family, places: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    found: list[str] = []
    for m in family.marriages:
        (left, y), (right, other_y) = sorted((places[m.one], places[m.other]))
        if y == other_y:
            found.append(f"M{left + WIDTH} {y + HEIGHT // 2}H{right}")
    for person in family.people:
        parents = [t.parent for t in family.parentages if t.child == person.key]
        if parents:
            found.append(_down(parents, person.key, places))
    return tuple(found)


def _down(parents: Sequence[str], child: str, places: Mapping[str, tuple[int, int]]) -> str:
    """From between the parents down to the child."""
    x = sum(places[p][0] for p in parents) // len(parents) + WIDTH // 2
    top = max(places[p][1] for p in parents)
    together = len(parents) > 1 and len({places[p][1] for p in parents}) == 1
    begin = top + (HEIGHT // 2 if together else HEIGHT)
    end_x, end_y = places[child][0] + WIDTH // 2, places[child][1]
    return f"M{x} {begin}V{end_y - GAP_Y // 2}H{end_x}V{end_y}"


def _card(view: successions.SuccessionView, person: rules.Person, place: tuple[int, int]) -> Card:
    share = view.answer.shares.get(person.key) if view.answer else None
    next_ = view.questions[0] if view.questions else None
    return Card(
        key=person.key,
        name=person.name[:8],
        x=place[0],
        y=place[1],
        look=_look(view, person),
        lines=tuple(text[:MOST_SIGNS] for text in _lines(view, person)),
        numerator=str(share.numerator) if share and share != 1 else ("全部" if share else ""),
        denominator=str(share.denominator) if share and share != 1 else "",
        asked=next_ is not None and next_.who == person.key,
    )


def _look(view: successions.SuccessionView, person: rules.Person) -> str:
    if view.answer and any(e.of == person.key for e in view.answer.estates):
        return "deceased"
    if person.life in (rules.Life.DEAD, rules.Life.STILLBORN):
        return "dead"
    coming = next((a.coming for a in view.attendance if a.who == person.key), None)
    if coming is rules.Coming.WAITS:
        return "waits"
    if coming is rules.Coming.NOT_NEEDED:
        return "apart"
    return "heir" if coming else "open"


def _lines(view: successions.SuccessionView, person: rules.Person) -> tuple[str, ...]:
    """Relation and death; who comes."""
    relation = rules.words.relation(view.family, view.holders, person.key)
    if person.life is rules.Life.UNBORN:
        return (f"{relation}，还没有出生", "份额预留")
    if person.life is rules.Life.STILLBORN:
        return (relation, "娩出时是死体")
    if person.life is rules.Life.DEAD:
        estates = view.answer.estates if view.answer else ()
        passed = next((e.share for e in estates[1:] if e.of == person.key), None)
        relation += f"，经手{passed}" if passed else ""
        died = f"{day_words(person.died_on)}去世" if person.died_on else "早已去世"
        return (relation, died)
    return (relation, _coming(view, person))


_COMING = {
    rules.Reason.HOLDS: "要到场签字",
    rules.Reason.CONFIRMS: "要到场确认遗嘱",
    rules.Reason.GIVES_UP_HERE: "到场声明放弃",
    rules.Reason.NOTARISED: "公证放弃，不用到场",
    rules.Reason.UNWORTHY: "丧失继承权",
    rules.Reason.ORGANISATION: "由经办人到场",
}


def _coming(view: successions.SuccessionView, person: rules.Person) -> str:
    one = next((a for a in view.attendance if a.who == person.key), None)
    if one is None:
        return ""
    if one.coming is rules.Coming.GUARDIAN:
        return f"监护人{person.guardian}到场" if person.guardian else "监护人到场"
    return _COMING.get(one.why, "不用到场")


def shares(view: successions.SuccessionView) -> list[tuple[str, Fraction]]:
    """Final holders by name with their shares, the largest first."""
    if view.answer is None:
        return []
    called = rules.words.names(view.family)
    found = [(called[key], share) for key, share in view.answer.shares.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))
