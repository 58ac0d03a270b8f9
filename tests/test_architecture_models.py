"""The rules that tables keep: foreign keys point down, rows have an office, rights stay."""

import pytest
from django.apps import apps
from django.db import models

from dengbu.database.models import OfficeModel
from dengbu.database.privileges import grant_of

STOREYS = [
    "evidence",
    "accounts",
    "cadastre",
    "register",
    "exchange",
    "casework",
    "inquiry",
    "site",
]  # from below
BY_OFFICE = {"evidence", "cadastre", "register", "exchange", "casework", "inquiry"}
OURS = [m for m in apps.get_models() if m.__module__.startswith("dengbu.")]
KEYS = [
    (model, field)
    for model in OURS
    for field in model._meta.concrete_fields
    if isinstance(field, models.ForeignKey)
]


@pytest.mark.parametrize(("model", "field"), KEYS, ids=lambda x: getattr(x, "__name__", str(x)))
def test_foreign_keys_point_down_and_protect(
    model: type[models.Model], field: models.ForeignKey
) -> None:
    target = field.related_model
    here, there = model._meta.app_label, target._meta.app_label
    if here != there:
        assert STOREYS.index(there) < STOREYS.index(here)
        assert field.remote_field.on_delete is models.PROTECT


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_rows_belong_to_an_office(model: type[models.Model]) -> None:
    if model._meta.app_label in BY_OFFICE:
        assert issubclass(model, OfficeModel)
        uniques = [
            c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)
        ]
        assert ("office", "id") in uniques


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_table_states_what_the_application_may_do(model: type[models.Model]) -> None:
    assert hasattr(model, "grant")


@pytest.mark.parametrize(
    "model", [m for m in OURS if m._meta.app_label == "register"], ids=lambda m: m._meta.label
)
def test_the_register_is_never_deleted_from(model: type[models.Model]) -> None:
    grant = grant_of(model)
    assert not grant.delete
    assert "*" not in grant.update
