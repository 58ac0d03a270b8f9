"""PostgreSQL's core `box` as a model field, so that a GiST index answers without PostGIS."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

from dengbu.cadastre.geometry import Box

if TYPE_CHECKING:
    _Base = models.Field[Box | None, Box | None]
    _Lookup = Lookup[Box]
else:
    _Base = models.Field
    _Lookup = Lookup


class BoxField(_Base):
    """A `Box` in the coordinate system of its row.

    Ask with `__meets`, which is written `bb && box`: PostgreSQL's `box @> point` would scan.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "box"

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Box | None:
        return None if value is None else Box.parse(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def get_placeholder(
        self, value: Any, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> str:
        return "%s::box"


@BoxField.register_lookup
class Meets(_Lookup):
    """The two boxes share at least one point."""

    lookup_name = "meets"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        if not right.endswith("::box"):
            right = f"{right}::box"
        return f"{left} && {right}", (*left_parameters, *right_parameters)
