"""People as the rows name them, and rows that are one a person."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from dengbu.register.codes import PartyType
from dengbu.register.parties import PartyRef


class People:
    """Parties met while loading, each made once: a bank stands on thousands of mortgages."""

    def __init__(self) -> None:
        self._known: dict[int, PartyRef] = {}

    def get(self, pk: int, name: str, id_type: str, id_no: str, party_type: str) -> PartyRef:
        party = self._known.get(pk)
        if party is None:
            party = self._known[pk] = PartyRef(
                name=name, id_type=id_type, id_no=id_no, party_type=PartyType(party_type)
            )
        return party


def by_right(rows: Iterable[Any]) -> dict[tuple[int, int], list[Any]]:
    """Rows that are one a party, by page and right."""
    grouped: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[0], row[1]].append(row)
    return grouped
