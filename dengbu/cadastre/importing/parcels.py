"""Parcel rows: keys, values and codes. `ground` keeps them apart from each other."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dengbu.cadastre.codes import LAND_USES, RIGHT_NATURES, RIGHT_TYPES
from dengbu.cadastre.geometry import Footing
from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.duplicates import Lot, one_per_key
from dengbu.cadastre.importing.expressions import NOTHING
from dengbu.cadastre.importing.findings import Reason, Row, names
from dengbu.cadastre.importing.ground import apart
from dengbu.cadastre.importing.numbering import Numbering, Place, order_of
from dengbu.cadastre.importing.scene import Scene
from dengbu.cadastre.importing.shapes import settle
from dengbu.cadastre.importing.sources import Features
from dengbu.cadastre.importing.values import Reader, number_of, square_metres, to_cents
from dengbu.cadastre.models import Parcel
from dengbu.cadastre.rules import PARCEL_RULES, ParcelFact, Twin, code_once, judge
from dengbu.cadastre.values import NewParcel
from dengbu.kernel.chinese import normalise_code


@dataclass(slots=True)
class Draft:
    """A parcel on its way; sound while its row is not refused."""

    lot: Lot
    new: NewParcel  # its code is complete once it is numbered

    @property
    def row(self) -> Row:
        """Its (first) row."""
        return self.lot.row


@dataclass(frozen=True, slots=True)
class ParcelPlan:
    """What becomes of the parcels layer."""

    drafts: tuple[Draft, ...]  # sound ones, in the order of their rows
    rows_of: Mapping[str, list[Row]]  # all rows by key
    codes: Mapping[str, str]  # by key: of sound parcels, and of those that are in already
    kept: Mapping[str, Mapping[str, int]]  # running numbers for the next import


def plan_parcels(features: Features, scene: Scene) -> ParcelPlan:
    """Decide on every parcel row."""
    rows = features.rows
    keyed = _keys(rows, scene)
    shapes = settle(rows, features.shapes, scene.mapping)
    _say_repeats(keyed, scene)
    lots = [
        Lot(row, shape)
        for row, shape in zip(rows, shapes, strict=True)
        if shape is not None and not row.refused
    ]
    stated = {lot.row.key: _stated(lot.row, scene) for lot in lots}
    lots = one_per_key(
        [row for row in keyed if not row.repeats],
        lots,
        lambda row: stated[row.key],
        scene.mapping.parcels.stated_tolerance,
    )
    drafts = [_draft(lot, scene, stated[lot.row.key]) for lot in scene.watched("parcels", lots)]
    numbering = _numbering(scene)
    if numbering is None:
        _say_code_twins(drafts)
    else:
        _give_prefixes(drafts, numbering)
    for draft in drafts:
        if draft.new.code:
            draft.row.add(judge(_fact(draft, scene), PARCEL_RULES))
    apart(
        [(draft.row, draft.lot.shape, draft.new.code) for draft in _sound(drafts)],
        rows,
        shapes,
        scene,
    )
    if numbering is not None:
        _give_serials(_sound(drafts), scene, numbering)
    return _plan(keyed, drafts, {} if numbering is None else numbering.kept())


def _sound(drafts: list[Draft]) -> list[Draft]:
    return [draft for draft in drafts if not draft.row.refused]


def _keys(rows: list[Row], scene: Scene) -> list[Row]:
    """Read the keys; the rows that have a usable one."""
    rules = scene.mapping.parcels
    keyed = []
    for row in rows:
        row.key = key = rules.key.read(row.values)
        if not key or (rules.key_pattern is not None and not rules.key_pattern.fullmatch(key)):
            row.refuse(Reason.NO_KEY, value=key)
            continue
        keyed.append(row)
        other = rules.key_agrees.read(row.values)
        if other and other != key:
            row.note(Reason.KEY_DISAGREES, value=key, other=other)
    return keyed


def _say_repeats(keyed: list[Row], scene: Scene) -> None:
    refs = {scene.ref(row.key) for row in keyed}
    known = existing.Known.of(Parcel, office=scene.office, refs=refs)
    for row in keyed:
        code = known.by_ref.get(scene.ref(row.key))
        if code is not None:
            row.repeats, row.code = True, code
            row.refuse(Reason.ALREADY_IN, code=code)


def _stated(row: Row, scene: Scene) -> Decimal | None:
    """The lot's area by another list, m2; None if it does not say."""
    expression = scene.mapping.parcels.stated_area
    values = scene.aside.get(row.key, {}) if expression.from_units else row.values
    number = number_of(expression.read(values))
    return square_metres(number, expression.unit) if number is not None and number > 0 else None


def _draft(lot: Lot, scene: Scene, stated: Decimal | None) -> Draft:
    rules = scene.mapping.parcels
    read = Reader(lot.row, rules.values, scene.aside.get(lot.row.key, {}))
    code = normalise_code(rules.code.read(lot.row.values))
    if rules.code is not NOTHING and not code:
        lot.row.refuse(Reason.REQUIRED, name="宗地代码")
    lot.row.code = code
    new = NewParcel(
        code=code,
        address=read.text("address", 200, needed=True),
        area=_area(lot, read, stated, rules.stated_tolerance),
        footing=Footing.of(lot.shape, crs=scene.mapping.metric_crs),
        land_use=read.coded("land_use", LAND_USES),
        right_type=read.coded("right_type", RIGHT_TYPES, default="3"),
        right_nature=read.coded("right_nature", RIGHT_NATURES),
        land_from=read.day("land_from"),
        land_to=read.day("land_to"),
        bounds=(
            read.text("bound_east", 200),
            read.text("bound_south", 200),
            read.text("bound_west", 200),
            read.text("bound_north", 200),
        ),
        zone=read.text("zone", 20),
        source_ref=scene.ref(lot.row.key),
    )
    if len(new.source_ref) > 120:
        lot.row.refuse(Reason.TOO_LONG, name="编号", longest=120)
    if new.land_from and new.land_to and new.land_to <= new.land_from:
        lot.row.refuse(Reason.DATES_REVERSED, start=new.land_from, to=new.land_to)
    return Draft(lot, new)


def _area(lot: Lot, read: Reader, stated: Decimal | None, tolerance: float) -> Decimal:
    """As the source states it, else as the boundary encloses it."""
    drawn = to_cents(lot.shape.area)
    if "area" in read.expressions:
        area = read.area("area")
        if area is None and not lot.row.refused:
            lot.row.refuse(Reason.REQUIRED, name="宗地面积")
        return drawn if area is None else area
    if stated is not None and not lot.others:
        share = abs(float(stated) / lot.shape.area - 1)
        if share > tolerance:
            percent = f"{100 * share:.0f}"
            lot.row.note(Reason.AREA_DIFFERS, stated=stated, drawn=drawn, percent=percent)
    return drawn


def _fact(draft: Draft, scene: Scene) -> ParcelFact:
    return ParcelFact(
        code=draft.new.code,
        districts=scene.districts,
        right_type=draft.new.right_type,
        area=draft.new.area,
        polygon_area=float(draft.lot.shape.area),
        area_tolerance=scene.mapping.area_tolerance,
    )


def _say_code_twins(drafts: list[Draft]) -> None:
    """D07 among the rows of the file, and against every parcel that is in."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for draft in drafts:
        if draft.new.code:
            by_code[draft.new.code].append(draft.row)
    known = existing.Known.of(Parcel, office="", refs=(), codes=by_code).codes
    for code, rows in by_code.items():
        for row in rows:
            others = names(each for each in rows if each is not row)
            others = others or ("此前入库的宗地" if code in known else "")
            if others:
                row.add(judge(Twin(what=code, others=others), (code_once,)))


def _numbering(scene: Scene) -> Numbering | None:
    rules = scene.mapping.parcels.numbering
    if rules is None:
        return None
    kept = existing.kept_numbering(scene.office, scene.mapping.name)
    return Numbering.resume(rules, kept, existing.last_serials(scene.office))


def _give_prefixes(drafts: list[Draft], numbering: Numbering) -> None:
    """Codes with a serial that only stands in, so that the rules can read them."""
    sound = _sound(drafts)
    prefixes = numbering.prefixes([Place(draft.row, draft.lot.shape) for draft in sound])
    for draft, prefix in zip(sound, prefixes, strict=True):
        if prefix is not None:
            draft.new = dataclasses.replace(draft.new, code=f"{prefix}00001")


def _give_serials(drafts: list[Draft], scene: Scene, numbering: Numbering) -> None:
    """Number what is sound, so that serials have no gaps for rows that are refused."""
    for draft in sorted(drafts, key=lambda draft: order_of(draft.row, numbering.rules.order)):
        code = numbering.serial(draft.row, draft.new.code[:14])
        if code is not None:
            draft.new = dataclasses.replace(draft.new, code=code)
            draft.row.code = code


def _plan(keyed: list[Row], drafts: list[Draft], kept: dict[str, dict[str, int]]) -> ParcelPlan:
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in keyed:
        rows_of[row.key].append(row)
    codes = {row.key: row.code for row in keyed if row.repeats}
    for draft in drafts:
        for piece in draft.lot.others:
            if draft.row.refused:
                piece.refuse(Reason.PARCEL_REFUSED, others=draft.row.name)
            piece.code = draft.row.code
    sound = tuple(_sound(drafts))
    codes.update({draft.row.key: draft.new.code for draft in sound})
    return ParcelPlan(drafts=sound, rows_of=rows_of, codes=codes, kept=kept)
