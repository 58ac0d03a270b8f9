"""The office's promise in numbers: 55 guides, 63 online items, 20 combinations, and each kept."""

import shutil
from pathlib import Path

import pytest

from dengbu.casework import api as casework
from dengbu.casework.catalogue.lists import lists
from dengbu.casework.catalogue.reading import line_of

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "catalogue"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("guide", 55),
        ("online", 63),
        ("combined", 20),
        ("mobile", 6),
        ("smart", 4),
        ("province", 12),
    ],
)
def test_the_counts_are_those_that_the_office_publishes(name: str, count: int) -> None:
    assert len(lists(CATALOGUE)[name]) == count


CITY = "cities/430600/settings.toml"
OFFICES = "cities/430600/offices.toml"
DEPARTMENTS = "cities/430600/departments.toml"


def change(file: Path, said: str, instead: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert said in text
    file.write_text(text.replace(said, instead, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "said", "instead", "key", "words"),
    [
        ("lists.toml", 'code = "N01"', 'code = "N64"', "online.0.code", "N64"),
        (
            "services/G37.toml",
            'autopilot = ["A01", ',
            "autopilot = [] # [",
            "smart.1.services",
            "G37",
        ),
        ("services/G37.toml", '"A01", ', '"A01.9", ', "autopilot", "A01.9"),
        (CITY, 'confidence = "0.95"', 'confidence = "1.5"', "smart.confidence", "below 1"),
        (CITY, "sample = 299", "sample = 0", "smart.sample", "1 or more"),
        ("lists.toml", 'code = "G55"', 'code = "G54"', "guide.54.code", "twice"),
        ("services/G54.toml", '"O", ', "", "online.55.code", "N56"),
        ("services/G54.toml", ', "M"', "", "mobile.5.service", "G54"),
        ("services/C20.toml", "[[item]]", "[[other]]", "combined.19.code", "C20"),
        ("services/G14.toml", '"m1", ', '"zz", ', "materials", "zz"),
        ("services/G14.toml", 'code = "ct"', 'code = "lo"', "material.0.code", "not among"),
        ("services/G14.toml", 'payer = "BUYER"', 'payer = "BANK"', "item.0.payer", "role"),
        ("services/G14.toml", 'cause = "赠与"', 'causes = "赠与"', "item.0.set.causes", "causes"),
        ("services/G18.toml", '["death"]', '["mortgage"]', "item.0.reads", "mortgage"),
        ("services/G18.toml", '"death.died_on"', '"death.born_on"', "fields", "born_on"),
        ("services/G35.toml", 'kind = "2"', 'kind = "9"', "item.0.set.kind", "9"),
        ("services/C12.toml", 'BUYER = "OWNER"', 'BUYER = "HEIR"', "item.0.cast", "HEIR"),
        ("services/C03.toml", '"loan_notice"', '"lone_notice"', "item.1.slot", "must be one of"),
        ("materials.toml", '"ORIGINAL", "UPLOAD"', '"POST"', "material.0.sources", "POST"),
        (
            "materials.toml",
            'second = ["bene',
            'second = ["bone',
            "material.16.second",
            "is not one of",
        ),
        (
            "materials.toml",
            'second = ["benefits_ended"]',
            'second = ["death"]',
            "material.16.second",
            "already",
        ),
        (
            "materials.toml",
            'name = "合同"',
            'name = "合同"\nbeside = ["death"]',
            "material.4.beside",
            "beside those",
        ),
        ("materials.toml", 'promise = "本人承诺：申请', 'note = "', "", "TOML"),
        ("fees.toml", '"F09"', "9", "rate.8.rule", "str"),
        ("inquiry.toml", 'code = "G55"', 'code = "G54"', "code", "G55"),
        ("inquiry.toml", "daily = 20", "daily = 0", "daily", "above 0"),
        ("inquiry.toml", "looks_answered = 5", "looks_answered = 0", "looks_answered", "1 to 60"),
        ("inquiry.toml", "looks_kept = 1825", "looks_kept = 0", "looks_kept", "from 1"),
        ("inquiry.toml", "\nkept = 1825", "\nkept = 0", "showing.kept", "from 1"),
        ("inquiry.toml", 'code = "N57"', 'code = "N99"', "kind.0.code", "N01 to N63"),
        ("inquiry.toml", 'about = "PERSON"', 'about = "CAT"', "kind.0.about", "HOUSING"),
        ("inquiry.toml", '"TITLE"]', '"ALL"]', "kind.0.facets", "ALL"),
        ("inquiry.toml", '["HOLDER", "HEIR"', '["FRIEND"', "kind.0.capacities", "FRIEND"),
        ("inquiry.toml", 'code = "N58"', 'code = "N57"', "kind.1.code", "twice"),
        ("inquiry.toml", '"FIRM_NOT_HOME"', '"FIRM"', "kind.4.conditions", "FIRM"),
        ("inquiry.toml", 'stands = "REGISTERED"', 'stands = "BY"', "capacity.0.stands", "OTHER"),
        ("inquiry.toml", 'papers = ["身份证明"]', "papers = []", "capacity.0.papers", "one paper"),
        ("inquiry.toml", 'code = "N63"', 'code = "N01"', "online.62.code", "N63"),
        ("cities/430600/settings.toml", '"G04", ', '"G99", ', "at_once", "G99"),
        ("cities/430600/settings.toml", '"G10", ', '"G00", ', "common", "G00"),
        ("services/G10.toml", 'role = "BUYER"', 'role = "OWNER"', "role", "Transfer needs"),
        ("services/G33.toml", 'role = "BUYER"', 'role = "OWNER"', "role", "BUYER"),
        ("services/G39.toml", '"mortgage.amount", ', "", "fields", "without mortgage.amount"),
        ("services/G43.toml", '"fixing.fact"', "", "fields", "without fixing.fact"),
        ("services/G34.toml", '"notice.amount"', "", "fields", "amount"),
        ("services/G10.toml", 'result = "证书"', 'result = ""', "result", "证书"),
        ("services/G10.toml", 'result = "证书"', 'result = "合同"', "result", "证书"),
        ("services/G39.toml", 'result = "证明"', 'result = "证书"', "result", "证明"),
        ("services/G44.toml", 'result = ""', 'result = "证书"', "result", 'must be ""'),
        ("services/G44.toml", '["《民法典》第393条"]', "[]", "basis", "at least one"),
        ("services/G44.toml", "第393条", "第1261条", "basis", "1260 articles"),
        ("services/G44.toml", "《民法典》第393条", "《不存在的法》第1条", "basis", "laws.toml"),
        ("services/G44.toml", "《民法典》第393条", "民法典393条", "basis", "book marks"),
        ("services/G44.toml", "第393条", "第0条", "basis", "digits"),
        ("services/G44.toml", "《民法典》第393条", "随便写", "basis", "must be such as"),
        ("inquiry.toml", "《不动产登记暂行条例》", "《暂行条例》", "basis", "laws.toml"),
        ("laws.toml", 'title = "契税法"', 'title = "民法典"', "law.8.title", "twice"),
        ("laws.toml", 'title = "契税法"', 'title = "《契税法》"', "law.8.title", "book marks"),
        ("laws.toml", 'title = "契税法"', "articles = 16", "law.8.title", "missing"),
        ("fees.toml", 'source = "', 'source = " " #', "rate.0.source", "families"),
        ("fees.toml", 'reason = "', 'reason = "" #', "rate.0.reason", "families"),
        ("services/G44.toml", '["受理", "审核", "登簿"]', "[]", "steps", "at least one"),
        ("inquiry.toml", "第27条", "第36条", "basis", "35 articles"),
        ("services/G54.toml", "days = 15", "days = 14", "notice.days", "15 working days"),
        ("services/G49.toml", "days = 15", "days = 10", "notice.days", "15 working days"),
        ("services/G19.toml", "days = 15", "days = 5", "notice.days", "15 working days"),
        ("services/G30.toml", "days = 15", "days = 1", "notice.days", "15 working days"),
        ("services/G54.toml", "{until}", "月底", "notice.text", "{until}"),
        (OFFICES, 'code = "430603"', 'code = "430703"', "office.1.code", "4306"),
        (OFFICES, 'code = "430603"', 'code = "430602"', "office.1.code", "twice"),
        (OFFICES, 'issuer = "岳阳市云溪区"', 'issuer = "岳阳市"', "office.1.issuer", "same"),
        (OFFICES, "zones = []", 'zones = "无"', "office.1.zones", "list"),
        (OFFICES, "[[office]]", "[[office", "", "TOML"),
        (DEPARTMENTS, "[ages]", "[ages", "", "TOML"),
        (DEPARTMENTS, "identity = 480", "identify = 480", "ages.identify", "identity"),
        (DEPARTMENTS, "identity = 480", 'identity = "8h"', "ages.identity", "minutes"),
        (DEPARTMENTS, "attempts = 2", "attempts = 0", "patience.attempts", "above 0"),
        (DEPARTMENTS, "attempts = 2", "tries = 2", "patience.tries", "attempts"),
        (DEPARTMENTS, "# [department.TAX]", "[department.TAXES]", "department.TAXES", "POLICE"),
        (
            DEPARTMENTS,
            "# [department.TAX]",
            '[department.TAX]\naddress = "http://tax.example"',
            "department.TAX.address",
            "https",
        ),
        (CITY, "statutory_days = 30", "statutory_days = 0", "statutory_days", "1 to 30"),
        (CITY, "statutory_days = 30", "statutory_days = 31", "statutory_days", "第20条"),
        (CITY, '"12:00"], ["13:30"', '"13:30"], ["13:00"', "hours.1", "before it have ended"),
        (CITY, '"12:00"], ["13:30"', '"12:00"], ["17:00"', "hours.1", "after it opens"),
        (CITY, '[["09:00", "12:00"], ["13:30", "17:00"]]', "[]", "hours", "never open"),
        (CITY, 'default = "1"', 'default = "Infinity"', "promises.default", "above 0"),
        (CITY, 'default = "1"', 'default = "NaN"', "promises.default", "above 0"),
        (CITY, 'G11 = "0.5"', 'G11 = "-1"', "promises.G11", "above 0"),
        (CITY, 'G11 = "0.5"', "G11 = 1", "promises.G11", "as text"),
        (CITY, "at_once_minutes = 30", "at_once_minutes = 0", "at_once_minutes", "1 or more"),
        (CITY, "G44 = 3", "G44 = 0", "smart_minutes.G44", "1 or more"),
        (CITY, "C09 = 60", "C09 = -60", "window_minutes.C09", "1 or more"),
        ("services/G14.toml", "pending", "statutory_days = 0\npending", "statutory_days", "1 to"),
        (
            "fees.toml",
            "valid_to = 2019-06-30",
            "valid_to = 2016-06-30",
            "rate.13.valid_to",
            "before",
        ),
        ("fees.toml", '"HABITATION"]\namount = "550', ']\namount = "550', "rate.11", "HABITATION"),
        ("fees.toml", '["PAPER"]', '["FREE"]', "rate", "what PAPER costs for HOME"),
        (
            "fees.toml",
            'amount = "550.00"\ncopy = "10.00"\nvalid_from = 2016-12-29',
            'amount = "550.00"\nvalid_from = 2016-12-29\nvalid_to = 2199-12-31',
            "rate.12",
            "2200-01-01",
        ),
    ],
)
def test_each_kind_of_fault_is_named_with_its_file_and_key(
    copy: Path, file: str, said: str, instead: str, key: str, words: str
) -> None:
    change(copy / file, said, instead)
    found = casework.check_catalogue(copy)
    told = [g for g in found if g.key == key and words in g.what]
    assert told, [str(g) for g in found]
    assert {gap.file for gap in told} <= {file, "lists.toml"}
    assert all(gap.line for gap in told)


@pytest.mark.parametrize(
    "name",
    [
        "fee.toml",
        "service/G10.toml",
        "cities/430600/service/G10.toml",
        "cities/430600/fee.toml",
        "cities/430600/lists.toml",
        "cities/岳阳/settings.toml",
    ],
)
def test_a_file_that_nothing_reads_is_named(copy: Path, name: str) -> None:
    file = copy / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('title = "改了也没用"\n', encoding="utf-8")
    found = casework.check_catalogue(copy)
    assert name.startswith(tuple({gap.file for gap in found})), [str(g) for g in found]


@pytest.mark.parametrize("name", [OFFICES, CITY])
def test_what_a_city_cannot_be_without_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert (name, "file is missing") in {(g.file, g.what) for g in casework.check_catalogue(copy)}


def test_a_gap_names_the_line(copy: Path) -> None:
    file = copy / "services" / "G14.toml"
    change(file, 'payer = "BUYER"', 'payer = "BANK"')
    lines = file.read_text(encoding="utf-8").splitlines()
    (gap,) = casework.check_catalogue(copy)
    assert gap.line == lines.index('payer = "BANK"') + 1
    assert str(gap).startswith(f"services/G14.toml:{gap.line}: item.0.payer")


TEXT = """code = "G01"

[[role]]
role = "A"

[[role]]
least = 1

[notice]
kind = "X"
[department.TAX]
address = ""
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("code", 1),
        ("role.0.role", 4),
        ("role.1.least", 7),
        ("role.1.role", 6),  # missing: its table
        ("notice.kind", 10),
        ("department.TAX.address", 12),  # in a table of its own
        ("department.TAX.patience", 11),
        ("notice", 9),  # a table
        ("role", 3),  # the first of its tables
        ("name", 0),  # of the file as a whole
        ("item.0.act", 0),
    ],
)
def test_lines_are_found_by_key(key: str, line: int) -> None:
    assert line_of(TEXT, key) == line


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_without_a_catalogue_is_not_sound(tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "catalouge"
    if made:
        folder.mkdir()
    assert [gap.key for gap in casework.check_catalogue(folder)] == ["cities"]


def test_a_city_cites_its_own_documents(copy: Path) -> None:
    own = copy / "cities" / "430600"
    (own / "services").mkdir()
    cited = 'basis = ["《岳阳市带押过户办法》第3条", "《岳阳市带押过户办法》第9条"]\n'
    (own / "services" / "G10.toml").write_text(cited, encoding="utf-8")
    text = '[[law]]\ntitle = "岳阳市带押过户办法"\narticles = 8\n'
    (own / "laws.toml").write_text(text, encoding="utf-8")
    (gap,) = casework.check_catalogue(copy)
    assert (gap.file, gap.line) == ("cities/430600/services/G10.toml", 1)
    assert gap.what == "《岳阳市带押过户办法》第9条: 岳阳市带押过户办法 has 8 articles"
