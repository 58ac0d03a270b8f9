"""The base of every table that belongs to one registration office."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from dengbu.database.ids import next_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """What the application's database role may do with a table, beside reading it."""

    insert: bool = True
    update: tuple[str, ...] = ()  # columns; ("*",) for all
    delete: bool = False
    reader: bool = True  # may the reading role see it


class OfficeModel(models.Model):
    """A row of one registration office: the natural shard (design, part 7).

    ``id`` is unique in all clusters; ``(office, id)`` is unique too, so that tables can be
    distributed by office with composite keys.
    """

    grant: ClassVar[Grant] = Grant()

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    office = models.CharField(max_length=6)  # GB/T 2260 code of the office's county

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["office", "id"], name="%(app_label)s_%(class)s_office_id"
            )
        ]
