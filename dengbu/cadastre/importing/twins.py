"""Unit rows that claim the same key, code, land or room: none is taken, all are named."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.findings import Reason, Row, names
from dengbu.cadastre.importing.mapping import UnitRules
from dengbu.cadastre.importing.scene import Scene
from dengbu.cadastre.models import Unit
from dengbu.cadastre.rules import Twin, code_once, household_once, judge
from dengbu.cadastre.values import NewUnit
from dengbu.kernel.chinese import normalise_code

Claim = TypeVar("Claim", bound=Hashable)


def settle_keys(rows: list[Row], rules: UnitRules, scene: Scene) -> None:
    """Every row has a key of its own, and none that is in already."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        row.key = rules.key.read(row.values)
        row.code = normalise_code(rules.code.read(row.values))
        if row.key:
            by_key[row.key].append(row)
        else:
            row.refuse(Reason.NO_KEY, value="")
    known = existing.Known.of(Unit, office=scene.office, refs=[scene.ref(key) for key in by_key])
    for key, claimants in by_key.items():
        code = known.by_ref.get(scene.ref(key))
        for row in claimants:
            if code is not None:
                row.repeats, row.code = True, code
                row.refuse(Reason.ALREADY_IN, code=code)
        if code is None and len(claimants) > 1:
            _settle_key(claimants)


def _settle_key(claimants: list[Row]) -> None:
    first, *rest = claimants
    same = all(row.values == first.values for row in rest)
    for row in rest if same else claimants:
        others = names(each for each in claimants if each is not row)
        hint = "，内容完全相同，只取第一行" if same else "，无法判断以哪一行为准"
        row.refuse(Reason.KEY_REPEATED, others=others, hint=hint)


def say_land_twins(units: Iterable[tuple[Row, str]]) -> None:
    """A parcel has one land unit; of two land rows neither says which part it means."""
    land = [(row, code) for row, code in units if code[19:20] == "W"]
    for claimants in _claims(land).values():
        if len(claimants) > 1:
            for row in claimants:
                others = names(each for each in claimants if each is not row)
                row.refuse(Reason.LAND_TWICE, others=others)
    codes = {code for row, code in land if not row.refused}
    taken = existing.Known.of(Unit, office="", refs=(), codes=codes).codes
    for row, code in land:
        if not row.refused and code in taken:
            row.add(judge(Twin(what=code, others="此前入库的单元"), (code_once,)))


def say_code_twins(units: Iterable[tuple[Row, str]]) -> None:
    """D07 among the rows of the file, and against every unit that is in."""
    claims = _claims((row, code) for row, code in units if code)
    taken = existing.Known.of(Unit, office="", refs=(), codes=claims).codes
    for code, claimants in claims.items():
        for row in claimants:
            others = names(each for each in claimants if each is not row)
            others = others or ("此前入库的单元" if code in taken else "")
            if others:
                row.add(judge(Twin(what=code, others=others), (code_once,)))


def say_rooms(units: Iterable[tuple[Row, NewUnit]], known_buildings: Collection[str]) -> None:
    """D35: one household a room. Where the floor is unknown, the address tells doors apart."""
    taken = existing.rooms_in(known_buildings)
    rooms = [(row, new, _room(new)) for row, new in units if new.room_no and new.code[19] == "F"]
    claims = _claims((row, room) for row, _, room in rooms)
    for row, new, room in rooms:
        others = names(each for each in claims[room] if each is not row)
        others = others or taken.get(room, "")
        if others:
            twin = Twin(what=f"{new.address}（室号{new.room_no}）", others=others)
            row.add(judge(twin, (household_once,)))


def _room(new: NewUnit) -> tuple[str, int | None, str, str]:
    """Building, floor, room, and the address where the floor is unknown."""
    address = new.address if new.floor_no is None else ""
    return new.code[:24], new.floor_no, new.room_no, address


def _claims(pairs: Iterable[tuple[Row, Claim]]) -> dict[Claim, list[Row]]:
    claims: dict[Claim, list[Row]] = defaultdict(list)
    for row, claim in pairs:
        claims[claim].append(row)
    return claims
