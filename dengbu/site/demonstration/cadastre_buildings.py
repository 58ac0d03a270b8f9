"""Buildings and units of the demonstration city: which stand in what kind of block."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from dengbu.cadastre.api import UnitPlan
from dengbu.site.demonstration import cadastre_homes as homes
from dengbu.site.demonstration.cadastre_homes import CENT, Layout
from dengbu.site.demonstration.cadastre_streets import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """How a floor is used, by national code values."""

    planned_use: str  # 规划用途
    house_type: str  # 房屋类型
    label: str  # behind the number in the address


HOME = Use(planned_use="11", house_type="1", label="室")
PRIVATE_HOUSE = Use(planned_use="12", house_type="1", label="")
SHOP = Use(planned_use="31", house_type="2", label="号商铺")
OFFICE = Use(planned_use="60", house_type="3", label="室")
GARAGE = Use(planned_use="80", house_type="6", label="号车库")


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """One unit of a building, before it has a code."""

    entrance: int  # 单元, 0 if the building has none
    floor: int  # below ground negative
    number: str  # 1203
    use: Use
    plan: UnitPlan
    inner: Decimal  # m2
    shared: Decimal  # m2
    storeys: int = 1  # over which it goes; the plan shows the lowest

    @property
    def floor_area(self) -> Decimal:
        """建筑面积, m2."""
        return self.inner + self.shared

    @property
    def ground(self) -> Decimal:
        """m2 on one floor."""
        return self.floor_area / self.storeys

    @property
    def room_no(self) -> str:
        """室号部位 as it distinguishes the unit within its building."""
        return f"{self.entrance}单元{self.number}" if self.entrance else self.number

    @property
    def place(self) -> str:
        """End of the address behind the building."""
        return f"{self.room_no}{self.use.label}"


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """One building, before it has a code."""

    above: int  # floors
    below: int
    structure: str  # 房屋结构
    use: Use  # its main use
    nature: str  # 房屋性质 of its units
    completed_on: date
    depth: float  # metres of the footprint, at least
    rooms: tuple[Room, ...]

    @property
    def footprint_area(self) -> float:
        """m2 of the largest floor above ground."""
        floors: Counter[int] = Counter()
        for room in self.rooms:
            floors[room.floor] += int(room.ground)
        return float(max(area for floor, area in floors.items() if floor > 0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How the buildings of one kind of block look."""

    grid: tuple[int, int]  # slots from west to east and from south to north of a parcel
    depth: float  # metres of the footprint, at least
    floors: tuple[int, int]  # least and most above ground
    entrances: tuple[int, int]
    doors: tuple[int, int]  # on one floor of an entrance
    layouts: tuple[Layout, ...]
    use: Use
    structure: str
    built: tuple[int, int]  # years
    shared: tuple[float, float]  # shared over inner area
    nature: str = "0"
    shops: float = 0.0  # share of the buildings with shops on the ground floor
    garages: float = 0.0  # share of the buildings with garages below


STYLES = {
    Kind.WALK_UP: Style(
        grid=(2, 4),
        depth=12.0,
        floors=(5, 7),
        entrances=(1, 2),
        doors=(2, 2),
        layouts=(homes.TWO_ROOMS, homes.THREE_ROOMS, homes.TWO_ROOMS),
        use=HOME,
        structure="4",
        built=(1998, 2012),
        shared=(0.08, 0.13),
        shops=0.15,
        garages=0.1,
    ),
    Kind.TOWERS: Style(
        grid=(2, 2),
        depth=18.0,
        floors=(11, 18),
        entrances=(1, 1),
        doors=(3, 4),
        layouts=(homes.TWO_ROOMS, homes.THREE_ROOMS, homes.FOUR_ROOMS, homes.ONE_ROOM),
        use=HOME,
        structure="3",
        built=(2010, 2023),
        shared=(0.18, 0.26),
        garages=0.5,
    ),
    Kind.SHOPS: Style(
        grid=(2, 2),
        depth=14.0,
        floors=(2, 3),
        entrances=(0, 0),
        doors=(3, 5),
        layouts=(homes.SHOP,),
        use=SHOP,
        structure="3",
        built=(2001, 2020),
        shared=(0.1, 0.2),
    ),
    Kind.OLD_TOWN: Style(
        grid=(2, 1),
        depth=12.0,
        floors=(1, 3),
        entrances=(0, 0),
        doors=(1, 1),
        layouts=(homes.HOUSE,),
        use=PRIVATE_HOUSE,
        structure="5",
        built=(1978, 1996),
        shared=(0.0, 0.0),
        nature="99",
    ),
    Kind.OFFICES: Style(
        grid=(1, 2),
        depth=18.0,
        floors=(5, 12),
        entrances=(0, 0),
        doors=(4, 6),
        layouts=(homes.OFFICE,),
        use=OFFICE,
        structure="2",
        built=(2005, 2022),
        shared=(0.2, 0.32),
    ),
}
"""Parks have no buildings, so no style."""


def build(random: Random, style: Style, year: int) -> House:
    """One building with all its units."""
    above = random.randint(*style.floors)
    below = 1 if random.random() < style.garages else 0
    entrances = random.randint(*style.entrances)
    # A building shares its stairs and lifts at one rate.
    rate = Decimal(str(round(random.uniform(*style.shared), 4)))
    with_shops = random.random() < style.shops
    rooms = [*_garages(random, rate)] if below else []
    first = 1
    if with_shops:
        rooms += _row(random, 1, SHOP, homes.SHOP, rate)
        first = 2
    rooms += _stacks(random, style, (first, above), entrances, rate)
    return House(
        above=above,
        below=below,
        structure=style.structure,
        use=style.use,
        nature=style.nature,
        completed_on=date(year, random.randint(3, 12), random.randint(1, 28)),
        depth=style.depth,
        rooms=tuple(rooms),
    )


def _stacks(
    random: Random, style: Style, floors: tuple[int, int], entrances: int, rate: Decimal
) -> Iterator[Room]:
    """Units that lie above one another have one plan."""
    if style.use is PRIVATE_HOUSE:  # one unit, whatever its storeys
        plan = homes.draw(random, homes.HOUSE)
        yield _room(0, 1, "", style.use, plan, rate, storeys=floors[1])
        return
    doors = random.randint(*style.doors)
    for entrance in range(1, entrances + 1) if entrances else (0,):
        for door in range(1, doors + 1):
            plan = homes.draw(random, random.choice(style.layouts))
            for floor in range(floors[0], floors[1] + 1):
                number = f"{floor}{door:02d}"
                yield _room(entrance, floor, number, style.use, plan, rate)


def _row(random: Random, floor: int, use: Use, layout: Layout, rate: Decimal) -> Iterator[Room]:
    for door in range(1, random.randint(4, 6) + 1):
        yield _room(0, floor, f"{door:02d}", use, homes.draw(random, layout), rate)


def _garages(random: Random, rate: Decimal) -> Iterator[Room]:
    for door in range(1, random.randint(4, 8) + 1):
        plan = homes.draw(random, homes.GARAGE)
        yield _room(0, -1, f"负{door:02d}", GARAGE, plan, rate)


def _room(
    entrance: int,
    floor: int,
    number: str,
    use: Use,
    plan: UnitPlan,
    rate: Decimal,
    storeys: int = 1,
) -> Room:
    inner = homes.inner_area(plan) * storeys
    return Room(
        entrance=entrance,
        floor=floor,
        number=number,
        use=use,
        plan=plan,
        inner=inner,
        shared=(inner * rate).quantize(CENT),
        storeys=storeys,
    )
