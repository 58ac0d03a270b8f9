"""预演 at the window: the form as it stands, judged and not sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case
from dengbu.evidence.models import Document
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework.desk import Desk, open_desk
from tests.register.city import person
from tests.web.window.test_window import PDF, sale_fields, seize, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    sign_in(client, desk.windows[0])
    return client


def address(unit: str) -> str:
    return f"/window/rehearsal?unit={unit}&service=G10"


def test_a_form_filled_in_rightly_is_said_to_be_possible_and_not_sent(
    clerk: Client, desk: Desk
) -> None:
    fields = sale_fields(clerk, desk.units[0])
    shown = text_of(clerk.post(address(desk.units[0]), fields))
    assert "没有查到挡着的，能办" in shown
    assert "周901付" in shown
    assert "多半在" not in shown
    assert "最近没有办过" in shown
    assert not Case.objects.exists()
    (look,) = accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)
    assert (look.place, look.purpose) == (desk.units[0], "预演：存量房买卖转移登记")
    part = text_of(clerk.post(address(desk.units[0]), fields, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "能办" in part


def test_all_that_is_missing_is_told_in_its_place(clerk: Client, desk: Desk) -> None:
    seize(desk.units[1])
    fields = sale_fields(clerk, desk.units[0]) | {"price": "much", "parties.1.agreed": ""}
    shown = text_of(clerk.post(address(desk.units[0]), fields))
    assert "能办，还差 2 样" in shown
    assert "还差周901的签字" in shown
    assert "“MUCH”不是有效的金额" in shown
    barred = text_of(clerk.post(address(desk.units[1]), sale_fields(clerk, desk.units[1])))
    assert "现在办不了" in barred
    assert "依据：《" in barred


def test_a_file_that_came_along_is_not_kept(clerk: Client, desk: Desk) -> None:
    fields: dict[str, object] = {
        **sale_fields(clerk, desk.units[0]),
        "materials.ct": "UPLOAD",
        "materials.ct.file": SimpleUploadedFile("ct.pdf", PDF, content_type="application/pdf"),
    }
    shown = text_of(clerk.post(address(desk.units[0]), fields))
    assert "文件在送出去的时候一起传" in shown
    assert not Document.objects.exists()


def test_what_the_tax_office_contradicts_is_not_believed(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    """The form says the deed tax is paid; who looks at the case later will see that it is not."""
    said = "填的是契税已缴清或免税，但税务部门"
    fields = sale_fields(clerk, desk.units[0])
    departments.behaviour.scenarios["TAX"] = Scenario.NO_MATCH
    doubted = text_of(clerk.post(address(desk.units[0]), fields))
    assert said in doubted
    assert "契税选“受理后再缴”" in doubted
    taxes = doubted[doubted.index("税费") :]
    assert "家庭唯一住房" in taxes  # an estimate, not the number that was typed
    assert "完税证明43240612" not in taxes
    later = text_of(clerk.post(address(desk.units[0]), {**fields, "tax_cleared": ""}))
    assert said not in later
    del departments.behaviour.scenarios["TAX"]
    assert said not in text_of(clerk.post(address(desk.units[0]), fields))


def test_only_for_those_who_accept(client: Client, desk: Desk) -> None:
    assert client.post(address(desk.units[0])).status_code == 401
    sign_in(client, desk.transfers[0])
    assert client.post(address(desk.units[0])).status_code == 403
