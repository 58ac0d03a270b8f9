"""Everything that can be wrong with a service file (办事指南)."""

from collections.abc import Mapping
from string import Formatter

from dengbu.casework.building.constants import convert
from dengbu.casework.building.kinds import BUILDINGS
from dengbu.casework.catalogue.laws import Laws
from dengbu.casework.catalogue.papers import Papers, check_own
from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.catalogue.settings import check_statutory
from dengbu.casework.catalogue.wholeness import check_terms, check_whole
from dengbu.casework.catalogue.words import (
    ACTS,
    AUTOPILOT_RULES,
    DEPARTMENTS,
    FEE_KINDS,
    GUIDES,
    NOTICE_WORDS,
    NOTICES,
    ONLINE,
    PRECONDITIONS,
    WHOLE,
)
from dengbu.casework.inputs import SLOTS, field_of
from dengbu.casework.known import NUMBERS
from dengbu.casework.limits import CAUSE, NOTICE_TITLE
from dengbu.casework.models import Channel
from dengbu.casework.values import Role
from dengbu.register import api as register
from dengbu.register.api import guards_of

ACT_TYPES: Mapping[str, type] = {name: getattr(register, name) for name in ACTS}


SERVICE: Mapping[str, type] = {
    "code": str,
    "name": str,
    "title": str,
    "summary": str,
    "department": str,
    "channels": list,
    "basis": list,
    "steps": list,
    "who": str,
    "natural?": bool,
    "words?": list,
    "fields": list,
    "optional": list,
    "rights": list,
    "needs?": list,
    "preconditions": list,
    "pending": list,
    "autopilot": list,
    "result": str,
    "role": list,
    "materials": list,
    "materials_if": list,
    "material?": list,
    "item": list,
    "notice?": dict,
    "online?": list,
    "statutory_days?": int,
}
ROLE: Mapping[str, type] = {
    "role": str,
    "least": int,
    "most": int,
    "signs": bool,
    "label?": str,
    "firm?": bool,
}
ITEM: Mapping[str, type] = {
    "guide": str,
    "act": str,
    "name": str,
    "fee": str,
    "payer": str,
    "slot?": str,
    "reads?": list,
    "cast?": dict,
    "each?": bool,
    "set?": dict,
}
NOTICE: Mapping[str, type] = {"kind": str, "days": int, "title": str, "text": str}


def check_service(table: Table, gaps: Gaps, *, stem: str, shared: Papers, laws: Laws) -> None:
    """Everything that is wrong with one service file."""
    gaps.shape(table, SERVICE)
    if table.get("code") != stem:
        gaps.add("code", f"must be the file's name, {stem}")
    if table.get("department") not in DEPARTMENTS:
        gaps.add("department", f"must be one of {', '.join(sorted(DEPARTMENTS))}")
    check_statutory(table, gaps)
    gaps.members(table.get("channels"), {str(c) for c in Channel}, "channels")
    gaps.members(table.get("online"), ONLINE, "online")
    gaps.members(table.get("needs"), NUMBERS, "needs")
    gaps.members(table.get("rights"), {r.value for r in register.RightType}, "rights")
    gaps.members(table.get("preconditions"), PRECONDITIONS, "preconditions")
    gaps.members(table.get("pending"), PRECONDITIONS, "pending")
    gaps.members(table.get("autopilot"), AUTOPILOT_RULES, "autopilot")
    roles = _roles(table, gaps)
    check_own(table, gaps, shared)
    _items(table, gaps, roles)
    _fields(table, gaps)
    _notice(table, gaps)
    _guards(table, gaps)
    check_whole(table, gaps, laws)


def _roles(table: Table, gaps: Gaps) -> set[str]:
    listed = rows(table, "role", ROLE, gaps)
    for i, row in enumerate(listed):
        if row.get("role") not in set(Role):
            gaps.add(f"role.{i}.role", f"must be one of {', '.join(Role)}")
        least, most = row.get("least"), row.get("most")
        if type(least) is int and type(most) is int and not 0 <= least <= most > 0:
            gaps.add(f"role.{i}.most", "must be above 0 and at least `least`")
    return {str(row.get("role")) for row in listed}


def _items(table: Table, gaps: Gaps, roles: set[str]) -> None:
    for i, row in enumerate(rows(table, "item", ITEM, gaps)):
        if row.get("guide") not in GUIDES:
            gaps.add(f"item.{i}.guide", "is no guide of the catalogue (G01 to G55)")
        if row.get("act") not in ACTS:
            gaps.add(f"item.{i}.act", f"must be one of {', '.join(sorted(ACTS))}")
        if row.get("fee") not in FEE_KINDS:
            gaps.add(f"item.{i}.fee", f"must be one of {', '.join(sorted(FEE_KINDS))}")
        if row.get("payer") not in roles:
            gaps.add(f"item.{i}.payer", "is no [[role]] of this service")
        if row.get("slot", "mortgage") not in SLOTS:
            gaps.add(f"item.{i}.slot", f"must be one of {', '.join(sorted(SLOTS))}")
        building = BUILDINGS.get(str(row.get("act")))
        gaps.members(row.get("reads"), building.reads if building else (), f"item.{i}.reads")
        for one in (row.get("cast") or {}).values():
            if one not in roles:
                gaps.add(f"item.{i}.cast", f"{one!r} is no [[role]] of this service")
        _constants(row, f"item.{i}.set", gaps)


def _constants(row: Table, at: str, gaps: Gaps) -> None:
    """What the file fixes of the act must be fields of it, each of its type."""
    act = ACT_TYPES.get(str(row.get("act")))
    for name, value in (row.get("set") or {}).items():
        try:
            convert(act, name, value) if act is not None else None
        except (ValueError, ArithmeticError) as error:
            gaps.add(f"{at}.{name}", str(error))
    if len(str((row.get("set") or {}).get("cause", ""))) > CAUSE:
        gaps.add(f"{at}.cause", f"must be {CAUSE} characters at most")


def _fields(table: Table, gaps: Gaps) -> None:
    """Fields of the slots that the items read, and of the request as a whole."""
    slots: set[str] = set()
    for row in table.get("item") or []:
        building = BUILDINGS.get(str(row.get("act")))
        own, *others = (building.slots if building else ()) or ("",)
        slots |= {row.get("slot", own), *others, *row.get("reads", ())}
    for key in ("fields", "optional"):
        for path in table.get(key) or []:
            slot = str(path).partition(".")[0]
            if path not in WHOLE and (slot not in slots or field_of(path) is None):
                gaps.add(key, f"{path!r} is no field of {', '.join(sorted(slots - {''}))}")


def _notice(table: Table, gaps: Gaps) -> None:
    notice = table.get("notice")
    if not isinstance(notice, dict):  # what else it is, the shape has said
        return
    gaps.shape(notice, NOTICE, "notice.")
    if notice.get("kind") not in NOTICES:
        gaps.add("notice.kind", f"must be one of {', '.join(sorted(NOTICES))}")
    check_terms(notice, gaps)
    if len(str(notice.get("title", ""))) > NOTICE_TITLE:
        gaps.add("notice.title", f"must be {NOTICE_TITLE} characters at most")
    if table.get("autopilot"):
        gaps.add("autopilot", "no rule approves what has to be made public first")
    _notice_text(str(notice.get("text", "")), gaps)


def _notice_text(text: str, gaps: Gaps) -> None:
    try:
        named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        gaps.add("notice.text", f"braces do not match: {error}")
        return
    for name in named:
        if name not in NOTICE_WORDS:
            gaps.add("notice.text", f"{{{name}}} is not one of {', '.join(sorted(NOTICE_WORDS))}")


def _guards(table: Table, gaps: Gaps) -> None:
    """The list is what families read; the register asks its own rules whatever stands there."""
    acts = {str(row.get("act")) for row in table.get("item") or [] if isinstance(row, dict)}
    asked = {code for act in acts for code in guards_of(act) if code in PRECONDITIONS}
    if sorted(table.get("preconditions") or []) != sorted(asked):
        said = f"must be what the register asks of its acts: {', '.join(sorted(asked))}"
        gaps.add("preconditions", said)
