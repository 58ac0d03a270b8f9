"""What stands in the register though no booking names it: empty pages, and people of no right."""

from collections.abc import Iterator

from django.db.models import Model

from dengbu.cadastre import api as cadastre
from dengbu.database.carrying import Raw, Slice, add_slice, among
from dengbu.database.digest import columns
from dengbu.register.models import Page, Party

CHUNK = 10_000


def add_unattested(into: Raw) -> int:
    """Pages and parties that no booking names, such as those of refused ones; how many rows.

    In the caller's transaction. They say nothing, but a register is equal only with them.
    """
    return sum(
        add_slice(into, part)
        for model in (Page, Party)
        for ids in _missing(into, model)
        for part in (
            *(cadastre.ground_of(ids) if model is Page else ()),
            Slice(
                table=model._meta.db_table, columns=_given(model), where=f"id = ANY({among(ids)})"
            ),
        )
    )


def _missing(into: Raw, model: type[Model]) -> Iterator[list[int]]:
    """Ids of ours that the target has not, some thousands at a time."""
    last = 0
    while ids := list(
        model._default_manager.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:CHUNK]
    ):
        last = ids[-1]
        sql = f"SELECT id FROM {model._meta.db_table} WHERE id = ANY({among(ids)})"  # noqa: S608 - numbers only
        there = {pk for (pk,) in into.execute(sql.encode()).fetchall()}
        if missing := [pk for pk in ids if pk not in there]:
            yield missing


def _given(model: type[Model]) -> tuple[str, ...]:
    """Its columns without what the target's triggers find out themselves."""
    return tuple(name for name in columns(model) if name != "seldom")
