"""The parties that a batch names: looked up while units load, the new ones added in one statement.

One statement in one order, since two batches that add the same people in different orders would
wait for each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dengbu.database.rows import array
from dengbu.database.wire import Wire
from dengbu.register.booking import tables
from dengbu.register.booking.leaf import PartyKey, Plain, plain_with
from dengbu.register.parties import PartyRef

# OFFSET 0 keeps the planner from turning the look-ups into one scan of everybody.
FIND_PARTIES = (
    "SELECT p.id, p.party_type, u.name, u.id_type, u.id_no"
    " FROM unnest(%s::text[], %s::text[], %s::text[]) AS u(name, id_type, id_no)"
    " CROSS JOIN LATERAL (SELECT id, party_type FROM register_party WHERE id_no = u.id_no"
    " AND id_type = u.id_type AND name = u.name AND office = %s OFFSET 0) AS p"
)
PARTY_ADDED = f"{tables.PARTY.sql} RETURNING id"


@dataclass(frozen=True, slots=True)
class Settled:
    """A party as its row has it."""

    id: int
    party_type: str  # may differ from what the booking says of a party known before


def _key(party: PartyRef) -> PartyKey:
    return party.name, party.id_type, party.id_no


class Parties:
    """Ids of parties by name, kind of paper and number, in one transaction."""

    def __init__(self, wire: Wire, office: str, fresh: Iterator[int]) -> None:
        """Nobody is known yet. ``fresh``: ids."""
        self._wire = wire
        self._office = office
        self._fresh = fresh
        self._known: dict[PartyKey, Settled] = {}
        self._wanted: dict[PartyKey, PartyRef] = {}
        self._asked: list[Any] = []  # answers to the look-ups
        self._added: Any = None  # answer to the adding
        self._new: list[PartyKey] = []

    def look_up(self, named: Iterable[PartyRef]) -> None:
        """Ask for everybody whom the batch names; nothing is awaited."""
        if keys := {_key(party) for party in named}:
            self._asked.append(self._find(keys))

    def want(self, named: Iterable[PartyRef]) -> None:
        """Note who is needed: the parties of bookings that were accepted."""
        self._wanted |= {_key(party): party for party in named}

    def carry(self, known: Sequence[PartyRef]) -> None:
        """Note and look up parties that stand in the register and are needed again."""
        self.want(known)
        self.look_up(known)

    def add(self) -> None:
        """Send rows for those wanted who are not yet known, under fresh ids."""
        for answer in self._asked:
            self._known |= _found(answer)
        wanted = self._wanted
        self._new = sorted(wanted.keys() - self._known.keys())
        if not self._new:
            return
        made = [(next(self._fresh), *key, wanted[key].party_type.value) for key in self._new]
        self._added = self._wire.send(PARTY_ADDED, tables.PARTY.parameters((self._office,), made))
        for row, key in zip(made, self._new, strict=True):
            self._known[key] = Settled(row[0], row[-1])

    def settled(self) -> bool:
        """Whether all were added as sent, awaited now.

        Another transaction may have added the same person since the look-up: its row is then read,
        and what was made of ours has to be made again.
        """
        if self._added is None or len(self._added.fetchall()) == len(self._new):
            return True
        self._known |= _found(self._find(self._new))
        return False

    def resolved(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row with ids in place of parties."""
        return tuple([self._known[_key(v)].id if type(v) is PartyRef else v for v in row])

    def spelled(self) -> Plain:
        """How a leaf spells parties: with the type that their row has."""
        return plain_with({key: party.party_type for key, party in self._known.items()})

    def _find(self, keys: Iterable[PartyKey]) -> Any:
        names, types, numbers = zip(*keys, strict=True)
        arrays = [array("text", names), array("text", types), array("text", numbers)]
        return self._wire.send(FIND_PARTIES, [*arrays, self._office])


def _found(answer: Any) -> dict[PartyKey, Settled]:
    return {
        (name, id_type, id_no): Settled(pk, party_type)
        for pk, party_type, name, id_type, id_no in answer.fetchall()
    }
