"""`docs/guides`: the printed guides, a page for each guide and each combined service."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from dengbu.casework.catalogue import inquiry_terms_of, services_of
from dengbu.casework.catalogue.lists import lists
from dengbu.casework.guides import Section, inquiry_sections, sections
from dengbu.casework.service_views import ServiceView
from dengbu.casework.terms import InquiryTerms

FOLDER = settings.ROOT / "docs" / "guides"
CITY = "430600"
HEAD = (
    "<!-- Written by `bin/dengbu catalogue guides` from `catalogue/`; do not edit it by hand. -->\n"
)


def pages(folder: Path, *, city: str, now: datetime) -> dict[str, str]:
    """File name and text of every page, the index among them."""
    services = services_of(folder, city=city, now=now)
    made = lists(folder)
    named = {row["code"]: row["name"] for row in (*made["guide"], *made["combined"])}
    found: dict[str, list[ServiceView]] = {}
    for service in services:
        found.setdefault(service.code.partition("-")[0], []).append(service)
    written = {
        f"{code}.md": _page(code, named[code], of, now=now) for code, of in sorted(found.items())
    }
    terms = inquiry_terms_of(folder, city=city, now=now)
    if terms is not None:
        written[f"{terms.code}.md"] = _asking(terms)
    places = _offices(folder / "cities" / city / "offices.toml")
    foot = "\n办理地点和电话见[办事指南首页](README.md#在哪里办)。\n"
    index = _index(named, found, written) + places
    return {"README.md": index, **{name: text + foot for name, text in written.items()}}


def _offices(file: Path) -> str:
    """Where people go, and whom they ring: any office of the city takes everything."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["office"]
    lines = [f"| {one['name']} | {one['address']} | {one['phone']} |\n" for one in rows]
    head = "| 登记机构 | 地址 | 电话 |\n|---|---|---|\n"
    return f"\n## 在哪里办\n\n哪个窗口都能办（全市通办）。\n\n{head}{''.join(lines)}"


def _asking(terms: InquiryTerms) -> str:
    """The guide of queries."""
    parts = [f"{HEAD}# {terms.code} {terms.name}\n\n{terms.summary}。\n"]
    return "".join([*parts, *(_section(s) for s in inquiry_sections(terms))])


def _index(
    named: Mapping[str, str], found: Mapping[str, list[ServiceView]], written: Mapping[str, str]
) -> str:
    rows = [
        f"| {f'[{code}]({code}.md)' if f'{code}.md' in written else code} | {said} | {time} |"
        for code, name in named.items()
        for said, time in _lines(name, found.get(code, ()))
    ]
    return (
        f"{HEAD}# 办事指南\n\n| 编号 | 名称 | 承诺时间 |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _lines(name: str, services: Sequence[ServiceView]) -> Iterator[tuple[str, str]]:
    """Name and time of what stands under a guide; of several services a line each."""
    if not services:
        yield name, "当场办结"
    for service in services:
        yield (name if len(services) == 1 else service.name), service.promised_whole


def _page(code: str, name: str, services: Iterable[ServiceView], *, now: datetime) -> str:
    parts = [f"{HEAD}# {code} {name}\n"]
    for service in services:
        parts.append(f"\n## {service.name}\n\n{service.summary}。\n")
        parts += [_section(s) for s in sections(service, today=now.date())]
    return "".join(parts)


def _section(section: Section) -> str:
    text = f"\n### {section.title}\n\n"
    if section.head:
        cells = [section.head, tuple("---" for _ in section.head), *section.rows]
        return text + "".join(f"| {' | '.join(row)} |\n" for row in cells)
    return text + "".join(f"- {line}\n" for line in section.lines)


def differs(name: str, text: str) -> bool:
    """Whether a page is not what the files say now."""
    path = FOLDER / name
    return not path.exists() or path.read_text(encoding="utf-8") != text


def write(changed: Mapping[str, str], gone: Iterable[str]) -> None:
    """Write pages and remove those of services that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in changed.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for name in gone:
        (FOLDER / name).unlink()
