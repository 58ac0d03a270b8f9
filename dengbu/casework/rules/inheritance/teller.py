"""Writing one answer about a family into it: names, rows and ties, as every question needs them."""

from dataclasses import replace

from dengbu.casework.rules.inheritance.asking import Question
from dengbu.casework.rules.inheritance.family import Family, Life, Parentage, Person, Tie
from dengbu.casework.rules.inheritance.fields import MOST_ROWS, Said


class Incomplete(Exception):
    """What was typed cannot be read; the faults are noted."""


class Teller:
    """Writes one answer into the family."""

    def __init__(self, family: Family, question: Question, said: Said) -> None:
        self.family, self.question, self.said = family, question, said
        self.who, self.estate = question.who, question.estate

    def named(self, at: str, sign: str, n: int) -> str:
        """Key of the person of a row, who is made unless the family has somebody so called."""
        name = self.said.name(f"{at}.name")
        found = next((p.key for p in self.family.people if p.name == name), None)
        if found is not None:
            return found
        key = f"{self.who}{sign}{n}"
        life = Life(self.said.code(f"{at}.life", Life, Life.ALIVE))
        dead = life is Life.DEAD
        person = Person(
            key=key,
            name=name,
            born_on=self.said.day(f"{at}.born_on"),
            life=life,
            died_on=self.said.day(f"{at}.died_on") if dead else None,
            died_at=self.said.hour(f"{at}.died_at") if dead else None,
            event=self.said.text(f"{at}.event") if dead else "",
        )
        self.family = replace(self.family, people=(*self.family.people, person))
        return key

    def tie(self, parent: str, child: str, kind: str) -> None:
        """A tie, unless the two have one."""
        if any((t.parent, t.child) == (parent, child) for t in self.family.parentages):
            return
        tie = {"ADOPTED": Tie.ADOPTED, "RAISED": Tie.STEP, "NOT_RAISED": Tie.STEP}.get(kind)
        raised = {"RAISED": True, "NOT_RAISED": False}.get(kind)
        made = Parentage(parent=parent, child=child, tie=tie or Tie.BLOOD, raised=raised)
        self.family = replace(self.family, parentages=(*self.family.parentages, made))

    def rows(self) -> list[tuple[int, str]]:
        """Rows in which somebody is named; none where the answer is no."""
        if self.said.text("any") not in ("yes", "will", "pact"):
            if self.said.text("any") != "no":
                self.said.missing("any", "请选有还是没有")
            return []
        found = [(n, f"rows.{n}") for n in range(MOST_ROWS) if self.said.text(f"rows.{n}.name")]
        if not found:
            self.said.missing("rows.0.name", "请填写姓名；没有的，请选“没有”")
        return found

    def parents(self) -> list[str]:
        """Parents by blood or adoption of the person asked about; one without a name if none."""
        found = [t.parent for t in self.family.parentages if t.child == self.who]
        if found:
            return found
        name = next(p.name for p in self.family.people if p.key == self.who)
        unnamed = Person(key=f"{self.who}p", name=f"{name}的父母", life=Life.DEAD)
        self.family = replace(self.family, people=(*self.family.people, unnamed))
        self.tie(unnamed.key, self.who, "BLOOD")
        return [unnamed.key]
