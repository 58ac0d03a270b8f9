"""Lists over the guides: what is done online, on the phone, by rule, across the province.

Their numbers are the office's promise to the public, so each names services that exist and that
are offered that way.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from dengbu.casework.catalogue.reading import CatalogueError, Gaps, Table, read, rows
from dengbu.casework.catalogue.words import GUIDES, ONLINE

GUIDE: Mapping[str, type] = {"code": str, "name": str}
ONLINE_ITEM: Mapping[str, type] = {"code": str, "name": str, "guide": str}
COMBINED: Mapping[str, type] = {"code": str, "group": str, "name": str}
MOBILE: Mapping[str, type] = {"service": str, "name": str}
SMART: Mapping[str, type] = {"services": list, "name": str}
PROVINCE: Mapping[str, type] = {"group": str, "name": str, "services": list}
LISTS: Mapping[str, Mapping[str, type]] = {
    "guide": GUIDE,
    "online": ONLINE_ITEM,
    "combined": COMBINED,
    "mobile": MOBILE,
    "smart": SMART,
    "province": PROVINCE,
}
NOT_BOOKED = frozenset({"G55"})  # a query is answered, nothing is entered
MARKS = "MARKS"  # grounds on which cases are marked
BESIDE = NOT_BOOKED | {MARKS}
"""Kept in versions as services are, and none of cases."""


def check_lists(
    table: Table, gaps: Gaps, services: Mapping[str, Table], asked: Collection[str]
) -> None:
    """Everything that is wrong with the lists, and what the services leave open of them.

    ``asked``: the items online that are queries, which no service of cases serves.
    """
    for key, shape in LISTS.items():
        rows(table, key, shape, gaps)
    if gaps.found:
        return
    _whole(table, "guide", GUIDES, gaps)
    _whole(table, "online", ONLINE, gaps)
    served = {guide for service in services.values() for guide in _guides(service)}
    for i, row in enumerate(table["guide"]):
        if row["code"] not in served | NOT_BOOKED:
            gaps.add(f"guide.{i}.code", f"no service asks for {row['code']}")
    _online(table, gaps, services, asked)
    _offered(table, gaps, services)


def _offered(table: Table, gaps: Gaps, services: Mapping[str, Table]) -> None:
    """What is said to be combined, mobile, smart, or done across the province, is so."""
    for i, row in enumerate(table["combined"]):
        if len(services.get(row["code"], {}).get("item", ())) < 2:
            gaps.add(f"combined.{i}.code", f"{row['code']} is no service of several registrations")
    for i, row in enumerate(table["mobile"]):
        if "M" not in services.get(row["service"], {}).get("channels", ()):
            gaps.add(f"mobile.{i}.service", f"{row['service']} is not offered on the phone (M)")
    for key in ("smart", "province"):
        for i, row in enumerate(table[key]):
            gaps.members(row["services"], services, f"{key}.{i}.services")
    for i, row in enumerate(table["smart"]):
        for code in row["services"]:
            if code in services and not services[code].get("autopilot"):
                said = f"{code} names no rule of automatic approval (autopilot)"
                gaps.add(f"smart.{i}.services", said)


def _online(
    table: Table, gaps: Gaps, services: Mapping[str, Table], asked: Collection[str]
) -> None:
    """Each item online is served by a service of its guide that can be asked for online."""
    for i, row in enumerate(table["online"]):
        if row["guide"] in NOT_BOOKED:
            if row["code"] not in asked:
                gaps.add(f"online.{i}.code", f"inquiry.toml does not serve {row['code']} online")
            continue
        serving = [s for s in services.values() if row["code"] in s.get("online", ())]
        if not any(row["guide"] in _guides(s) and "O" in s.get("channels", ()) for s in serving):
            said = f"no service of {row['guide']} serves {row['code']} online (O)"
            gaps.add(f"online.{i}.code", said)


def _guides(service: Table) -> Iterator[str]:
    return (str(item.get("guide")) for item in service.get("item") or () if isinstance(item, dict))


def _whole(table: Table, key: str, wanted: frozenset[str], gaps: Gaps) -> None:
    codes = [row["code"] for row in table[key]]
    for code in sorted(wanted - set(codes)):
        gaps.add(key, f"{code} is missing")
    for i, code in enumerate(codes):
        if code not in wanted or codes.index(code) != i:
            gaps.add(f"{key}.{i}.code", f"{code!r} is not on the list, or stands there twice")


def lists(folder: Path) -> Table:
    """The lists of a catalogue. Raises CatalogueError where the file cannot be read."""
    gaps = Gaps("lists.toml")
    table = read(folder / "lists.toml", gaps)
    if gaps.found:
        raise CatalogueError(tuple(gaps.found))
    return table


def online_names(table: Table) -> dict[str, str]:
    """The items that are done online, code to name, of lists that are sound."""
    return {row["code"]: row["name"] for row in table.get("online", ()) if "name" in row}
