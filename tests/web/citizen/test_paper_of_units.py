"""One paper of stock over a home and a garage: every face shows both, and where it stands."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from dengbu.casework.api import certificate_pdf
from dengbu.casework.papers import content
from dengbu.register import api as register
from tests.register import making
from tests.register.city import person
from tests.register.stock.files import take
from tests.register.stock.test_papers import home_and_garage
from tests.register.stock.test_quarantine import number, proof
from tests.register.stock.whole import enter
from tests.web.citizen.test_citizen import citizen, text_of

pytestmark = pytest.mark.django_db(transaction=True)
VOID = "这本证在这个单元上已经作废"


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    made = home_and_garage(tmp_path / "in")
    take(tmp_path / "in")
    return made


def page_of(client: Client, paper: str) -> str:
    return text_of(client.get(f"/me/certificates/{quote(paper)}"))


def test_a_person_has_one_paper_with_all_its_units(units: list[str]) -> None:
    who = person(11)
    (view,) = register.certificates_of_holder(who.id_type, who.id_no)
    assert (view.number, view.unit_code, view.other_units) == (number(1), units[0], (units[1],))
    enter(making.reissued(units[0], number=number(1)))
    new, old = register.certificates_of_holder(who.id_type, who.id_no)
    assert (new.unit_code, new.other_units) == (units[0], ())
    assert (old.unit_code, old.other_units, old.void_units) == (units[1], (units[0],), (units[0],))


def test_papers_that_stand_on_are_told_from_those_that_are_void(units: list[str]) -> None:
    assert register.standing_elsewhere([]) == {}
    enter(making.reissued(units[0], number=number(1)))
    assert register.standing_elsewhere([number(1), proof(1)]) == {number(1): 1, proof(1): 2}
    enter(making.reissued(units[1], number=number(1)))
    assert register.standing_elsewhere([number(1)]) == {}


def test_the_page_of_a_certificate_shows_all_its_units(units: list[str]) -> None:
    client = citizen(11)
    page = page_of(client, number(1))
    assert "一本证，2 个单元" in page
    assert "等 2 处" in page
    assert page.count("<dt>坐落</dt>") == page.count("<dt>现在</dt>") == 2
    assert VOID not in page
    enter(making.reissued(units[0], number=number(1)))
    assert page_of(client, number(1)).count(VOID) == 1


@pytest.mark.parametrize("paper", [number(1), proof(1)])
def test_the_printed_paper_names_all_its_units(
    units: list[str], paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[content.Paper] = []
    render = content.render

    def watched(one: content.Paper) -> bytes:
        printed.append(one)
        return render(one)

    monkeypatch.setattr(content, "render", watched)
    assert (certificate_pdf(paper, check_url="https://x/check/") or b"").startswith(b"%PDF")
    rows = {row.label: row.value for row in printed[0].rows}
    codes = [line.replace(" ", "")[3:] for line in rows["不动产单元号"].splitlines()]
    assert codes == units
    assert len(printed[0].rows) == len(rows)
    assert "\n" not in rows["附记"]  # both say the same, so once
    assert printed[0].plan is None


def test_what_rests_on_any_of_its_units_is_told_to_whoever_checks(units: list[str]) -> None:
    view = register.certificate(number(1))
    assert view is not None and view.unit_code == units[0]
    asked = {"no": number(1), "code": view.check_code}
    page = text_of(Client().get("/check/", asked))
    assert "是真的，现在有效" in page and "被法院查封" not in page
    assert "1 笔，已抵押给银行或他人" in page  # one debt on both
    enter(making.seize(units[1]))  # the garage, which the paper names second
    page = text_of(Client().get("/check/", asked))
    assert "是真的，但被查封了" in page and "有，被法院查封，现在不能过户" in page
    assert "这些单元里至少有一个有" in page
    masked = text_of(Client().get("/check/", {"no": number(1)}))
    assert "是真的，现在有效" in masked and "查封了" not in masked
