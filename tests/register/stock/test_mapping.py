"""The mapping is whole, and the page says what it says."""

from django.apps import apps

from dengbu.register.booking import tables as ours
from dengbu.register.stock.codes import LISTS
from dengbu.register.stock.describing import page
from dengbu.register.stock.importing import CHECKED_ONLY
from dengbu.register.stock.mapping import tables
from dengbu.register.stock.reasons import SENTENCES, Reason
from dengbu.register.stock.staging import longest
from dengbu.register.stock.view import NATIONAL
from dengbu.register.stock.views import views
from tests.source import ROOT


def test_the_page_of_the_mapping_is_true() -> None:
    path = ROOT / "docs" / "national-tables.md"
    assert path.read_text(encoding="utf-8") == page()


def test_every_table_has_a_view_that_gives_what_it_keeps() -> None:
    assert set(views()) == set(tables()) - set(CHECKED_ONLY)
    for name, table in tables().items():
        assert (name in CHECKED_ONLY) == (not any(c.ours for c in table.columns)), name


def test_every_right_of_the_register_has_a_national_table() -> None:
    rights = {table.removeprefix("register_") for table in ours.CLOSABLE}
    titles = {"ownership", "landowned", "landused", "housesofproject", "structureheld"}
    titles |= {"forestheld", "farmlandheld", "seaused"}
    assert rights == set(NATIONAL) | titles | {"operation"}  # an export with any is refused


def test_code_lists_that_columns_name_exist() -> None:
    named = {c.codes for table in tables().values() for c in table.columns if c.codes}
    assert named <= set(LISTS)
    assert named


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


def test_no_text_that_is_taken_is_longer_than_our_column() -> None:
    widths = {"CFDJ": "Seizure", "DYAQ": "Mortgage", "YYDJ": "Objection", "DYIQ": "Easement"}
    widths |= {"JZQ": "Habitation", "ZFXZ": "Stop", "FDCQ3": "CommonPart", "SZ": "Certificate"}
    for name, model_name in widths.items():
        model = apps.get_model("register", model_name)
        fields = {f.name: f for f in model._meta.concrete_fields}
        for column in tables()[name].columns:
            field = fields.get(column.ours)
            if not column.kept or column.codes or field is None or not field.max_length:
                continue
            assert longest(tables()[name], column) <= field.max_length, (name, column.name)
