"""Clauses of law (法条): the ground on which a rule, a fault or a decision rests."""

import re
from dataclasses import dataclass, field
from typing import Self

_ARTICLE = re.compile(
    r"(?P<first>[1-9]\d*)(?:-(?P<last>[1-9]\d*))?(?P<twin>之[一二三四五六七八九十])?"
    r"(?:第(?P<paragraph>[1-9]\d*)款)?(?:第(?P<item>[1-9]\d*)项|\((?P<bare>[1-9]\d*)\))?",
    re.ASCII,
)

_CITED = re.compile(
    r"《(?P<law>[^《》]+)》(?:第(?P<article>\d+)条(?P<twin>之[一二三四五六七八九十])?"
    r"(?:第(?P<paragraph>\d+)款)?(?:第(?P<item>\d+)项)?)?"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of one law, printed as `《民法典》第406条`.

    `article` is the article's number in ASCII digits, with an optional paragraph and item:
    `406`, `395第1款`, `399(5)`, `366-371`. `ValueError` for any other form. `confirmed=False`
    marks a number cited from memory and not yet checked against a text ([mem] in the domain
    notes): the public then sees the law's name alone.
    """

    law: str  # short title without book marks, such as 民法典
    article: str = ""  # number of the article, empty for the law as a whole
    confirmed: bool = field(default=True, kw_only=True)  # number checked against the law's text

    def __post_init__(self) -> None:
        """Refuse what could not be printed as a citation."""
        if not self.law or "《" in self.law or "》" in self.law:
            raise ValueError(f"law is a bare title without book marks: {self.law!r}")
        if self.article and _ARTICLE.fullmatch(self.article) is None:
            raise ValueError(f"not an article number: {self.article!r}")

    @classmethod
    def of(cls, law: str, article: str | int = "", *, confirmed: bool = True) -> Self:
        """Make a clause of `law`; the article may be given as a number."""
        return cls(law, str(article), confirmed=confirmed)

    def __str__(self) -> str:
        """Citation for the public; an unconfirmed number is left out."""
        title = f"《{self.law}》"
        return title + _spoken(self.article) if self.article and self.confirmed else title


def _spoken(article: str) -> str:
    found = _ARTICLE.fullmatch(article)
    if found is None:
        raise ValueError(f"not an article number: {article!r}")
    text = f"第{found['first']}条"
    if found["last"]:
        text += f"至第{found['last']}条"
    text += found["twin"] or ""
    if found["paragraph"]:
        text += f"第{found['paragraph']}款"
    item = found["item"] or found["bare"]
    return f"{text}第{item}项" if item else text


def cited(text: str) -> Clause | None:
    """The clause that a citation names: `《民法典》第406条`; None for no citation."""
    found = _CITED.match(text)
    if found is None:
        return None
    article = found["article"] or ""
    article += found["twin"] or ""
    article += f"第{found['paragraph']}款" if found["paragraph"] else ""
    article += f"第{found['item']}项" if found["item"] else ""
    try:
        return Clause(found["law"], article)
    except ValueError:  # 第0条
        return None


class Law(str):
    """Title of a law; a plain string that can also make its own clauses."""

    __slots__ = ()

    def of(self, article: str | int = "", *, confirmed: bool = True) -> Clause:
        """Clause of this law: `CIVIL_CODE.of(406)`."""
        return Clause.of(str(self), article, confirmed=confirmed)


_FIRST = re.compile(r"([1-9]\d*)(?:-([1-9]\d*))?", re.ASCII)


def last_article(law: str) -> int | None:
    """How many articles a law has, None where it is not known here."""
    return _LAST.get(law)


def exists(clause: Clause) -> bool:
    """Whether the law has such an article, as far as is known here; a bare law always does."""
    last, found = last_article(clause.law), _FIRST.match(clause.article)
    return last is None or found is None or int(found[2] or found[1]) <= last


CIVIL_CODE = Law("民法典")
"""Civil Code of 2020, in force 2021-01-01; book 2 (205-462) and book 6 (1119-1163) confirmed."""

REGULATION = Law("不动产登记暂行条例")
"""State Council Order 656 of 2014, text of 2019 read in full."""

RULES = Law("不动产登记暂行条例实施细则")
"""Order 63 of 2016; only articles 14, 17 and 22 seen quoted, cite others `confirmed=False`."""

CPL_INTERPRETATION = Law("最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释")
"""民诉法解释 of 2022; article 485 (seizure terms) confirmed."""

DEED_TAX_LAW = Law("契税法")
"""Deed Tax Law, in force 2021-09-01; articles from general knowledge."""

LAND_LAW = Law("土地管理法")
"""Land Administration Law; articles from general knowledge."""

URBAN_PROPERTY_LAW = Law("城市房地产管理法")
"""Urban Real Estate Administration Law; articles from general knowledge."""

RURAL_CONTRACT_LAW = Law("农村土地承包法")
"""Rural Land Contracting Law, text of 2018; articles from general knowledge."""

_LAST: dict[str, int] = {
    CIVIL_CODE: 1260,
    REGULATION: 35,
    DEED_TAX_LAW: 16,
    LAND_LAW: 87,
    URBAN_PROPERTY_LAW: 73,
    RURAL_CONTRACT_LAW: 70,
}
"""Articles of the laws whose length is certain: texts of 2020, 2019, 2020, 2019, 2019, 2018."""
