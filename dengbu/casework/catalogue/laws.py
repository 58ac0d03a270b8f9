"""The laws and documents that a guide may cite, and whether a citation names an article of one.

What is printed in the hall as a ground in law must be one: a title from `laws.toml`, which a city
may add to, and an article that the law has.
"""

import re
from collections.abc import Mapping

from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.kernel.clause import last_article

FILE = "laws.toml"
LAW: Mapping[str, type] = {"title": str, "articles?": int}
Laws = Mapping[str, int | None]
"""Titles, and the number of the last article where it is known."""
_CITATION = re.compile(
    r"《(?P<law>[^《》]+)》(?:第(?P<first>[1-9]\d*)条(?:之[一二三四五六七八九十])?"
    r"(?:至第(?P<last>[1-9]\d*)条)?(?:第[1-9]\d*款)?(?:第[1-9]\d*项)?)?",
    re.ASCII,
)
FORM = "must be such as 《民法典》第209条: a title in book marks, an article in digits"


def check_laws(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the list of laws."""
    gaps.shape(table, {"law": list})
    titles: set[str] = set()
    for i, row in enumerate(rows(table, "law", LAW, gaps)):
        title, articles = row.get("title"), row.get("articles", 1)
        if isinstance(title, str) and (not title.strip() or set("《》") & set(title)):
            gaps.add(f"law.{i}.title", "must be a title without book marks")
        if title in titles:
            gaps.add(f"law.{i}.title", f"{title} stands there twice")
        titles.add(str(title))
        if type(articles) is int and articles < 1:
            gaps.add(f"law.{i}.articles", "must be above 0")


def laws_of(table: Table) -> Laws:
    """The laws of a sound list; of one that is not sound, those that can be read."""
    listed = table.get("law")
    found = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return {
        str(row.get("title")): last_article(str(row.get("title"))) or row.get("articles")
        for row in found
    }


def wrong(said: object, laws: Laws) -> str:
    """What is wrong with a citation; "" for one that names an article of a listed law."""
    found = _CITATION.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        return f"{said!r} {FORM}"
    if found["law"] not in laws:
        return f"{said}: {found['law']} is not in {FILE}"
    last = laws[found["law"]]
    if last is not None and int(found["last"] or found["first"] or 1) > last:
        return f"{said}: {found['law']} has {last} articles"
    return ""
