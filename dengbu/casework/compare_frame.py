"""A row of the compare table: request, papers and register of one fact."""

from collections.abc import Iterable

from dengbu.casework.views import CompareRow

NOTHING = "—"


def row(
    fact: str,
    request: str,
    known: str,
    *,
    material: str = NOTHING,
    same: bool | None,
    differs: str = "",
    says: str = "",
    lifted: str = "",
) -> CompareRow:
    """One fact; ``same``: None where there is nothing to compare."""
    verdict = says or ("" if same is None else "一致" if same else differs or "不一致")
    return CompareRow(
        fact=fact,
        request=request or NOTHING,
        material=material,
        register=known or NOTHING,
        same=same,
        verdict=verdict,
        lifted=lifted,
    )


def names(found: Iterable[str]) -> str:
    """Several names as one text."""
    return "、".join(found)
