"""Which columns a change carries, table by table: what a booking writes, and nothing else.

Everything is told by the engine's own tables and the models, so that a table added there is carried
without being named here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from dengbu.database.rows import Rows
from dengbu.register.booking import tables
from dengbu.register.models import Page, Party

ENTRIES, CERTIFICATES = tables.ENTRY.table, tables.CERTIFICATE.table
CLOSING = ("closed_by_id", "effective_to", "recorded_to")


def names_of(rows: Rows) -> tuple[str, ...]:
    """The columns of a table in a change: those of each row, then the instant; not the office."""
    return tuple(n for n, _ in (*rows.each, *rows.shared) if n != "office")


COLUMNS: Mapping[str, tuple[str, ...]] = {
    rows.table: names_of(rows) for rows in (tables.ENTRY, *tables.OPENINGS, tables.CERTIFICATE)
}
"""The columns of entries, of what is opened, and of certificates, by table."""


def _referring(target: type[models.Model]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """By table the places of the columns that name a row of ``target``."""
    for model in apps.get_app_config("register").get_models():
        names = COLUMNS.get(model._meta.db_table, ())
        keys = {
            str(field.column)
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is target
        }
        if places := tuple(n for n, name in enumerate(names) if name in keys):
            yield model._meta.db_table, places


@cache
def naming_parties() -> dict[str, tuple[int, ...]]:
    """By table the places of columns that name a party."""
    return dict(_referring(Party))


@cache
def naming_pages() -> dict[str, tuple[int, ...]]:
    """By table the places of columns that name a page."""
    return dict(_referring(Page))


def named(
    rows: Mapping[str, Iterable[Sequence[Any]]], places: Mapping[str, tuple[int, ...]]
) -> set[int]:
    """The ids that rows have in these places."""
    found = {
        row[place]
        for table, of_table in rows.items()
        for place in places.get(table, ())
        for row in of_table
    }
    return found - {None}
