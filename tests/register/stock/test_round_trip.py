"""What is exported and imported again is equal, byte for byte."""

from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.stock.importing import CHECKED_ONLY
from dengbu.register.stock.mapping import tables
from tests.register.stock.files import quarantined, take
from tests.register.stock.whole import every_kind, forget_everything

pytestmark = pytest.mark.django_db(transaction=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("parquet", [False, True], ids=["csv", "parquet"])
def test_export_import_export_gives_the_same_files(tmp_path: Path, parquet: bool) -> None:
    every_kind()
    written = register.export_register(tmp_path / "one", parquet=parquet)
    kept = set(tables()) - set(CHECKED_ONLY)
    assert {name.split(".")[0] for name in written} >= kept - {"DYBH"}
    forget_everything()
    report = take(tmp_path / "one")
    assert quarantined(tmp_path / "one") == []
    assert report.total.taken == report.total.read == sum(written.values())
    register.export_register(tmp_path / "two", parquet=parquet)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    for name in one:
        assert two[name] == one[name], name
    assert list(register.audit()) == []
