"""From faults to answers: every code has a status, every asker gets the form it can use."""

import json

import pytest
from django.test import Client

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.problem import problem, status_of


def fault(code: FaultCode, field: str = "") -> Fault:
    return Fault(code=code, message="请看一眼", field=field)


@pytest.mark.parametrize("code", FaultCode)
def test_every_code_has_a_status_and_a_headline(code: FaultCode) -> None:
    body = problem(Faults(fault(code)), instance="/v1/x")
    assert 400 <= status_of(Faults(fault(code))) < 600
    assert body["title"]
    assert body["type"] == f"urn:dengbu:fault:{code}"


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((FaultCode.PERMISSION_MISSING,), 403),
        ((FaultCode.SESSION_EXPIRED,), 401),
        ((FaultCode.UNIT_BUSY,), 409),
        ((FaultCode.IDEMPOTENCY_KEY_REUSED,), 422),
        ((FaultCode.UPLOAD_SIZE,), 413),
        ((FaultCode.RATE_LIMIT,), 429),
        ((FaultCode.LOCK_TIMEOUT,), 503),
        ((FaultCode.REQUIRED, FaultCode.UPLOAD_TYPE), 422),
        ((FaultCode.REQUIRED, FaultCode.UNIT_BUSY), 409),
        ((FaultCode.REQUIRED, FaultCode.INTERNAL), 500),
    ],
)
def test_status_of_several(codes: tuple[FaultCode, ...], status: int) -> None:
    assert status_of(Faults(fault(code) for code in codes)) == status


def test_unknown_inside_an_input_is_wrong_input_not_a_missing_page() -> None:
    assert status_of(Faults(fault(FaultCode.UNIT_UNKNOWN))) == 404
    assert status_of(Faults(fault(FaultCode.UNIT_UNKNOWN, "unit_code"))) == 422


def test_the_document_tells_everything_at_once() -> None:
    body = problem(
        Faults(
            Fault(
                code=FaultCode.UNIT_SEIZED,
                message="查封中",
                clause=CIVIL_CODE.of("399(5)"),
                remedy="先解除",
                data={"organ": "岳阳楼区人民法院"},
            ),
            fault(FaultCode.REQUIRED, "price"),
        ),
        instance="/v1/batches",
    )
    assert body["detail"] == "查封中；请看一眼。"
    assert body["errors"] == [
        {
            "code": "UNIT_SEIZED",
            "message": "查封中",
            "clause": "《民法典》第399条第5项",
            "remedy": "先解除",
            "data": {"organ": "岳阳楼区人民法院"},
        },
        {"code": "REQUIRED", "message": "请看一眼", "field": "price"},
    ]


def test_a_program_gets_a_problem_document(client: Client) -> None:
    response = client.post("/busy", data=b"{}", content_type="application/json")
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == "UNIT_BUSY"


def test_a_reader_gets_a_page_with_ground_and_way_out(client: Client) -> None:
    response = client.post("/busy", headers={"referer": "http://testserver/window/"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "这套房另有一件在办&lt;b&gt;" in page
    assert "《民法典》第406条" in page
    assert "等它办完，自动接着办。" in page
    assert 'href="http://testserver/window/"' in page


def test_nobody_is_led_to_a_foreign_page(client: Client) -> None:
    page = client.post("/busy", headers={"referer": "https://evil.example/x"}).content.decode()
    assert "evil.example" not in page


def test_htmx_gets_the_list_for_the_top_of_the_page(client: Client) -> None:
    response = client.post("/busy", headers={"hx-request": "true"})
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#faults"
    assert b"<html" not in response.content
    assert "这套房另有一件在办" in response.content.decode()


def test_who_is_signed_out_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/desk?unit=1")
    assert response.headers["Location"] == "/sign-in?next=%2Fdesk%3Funit%3D1"  # was never here
    client.cookies["sessionid"] = "gone"
    response = client.get("/desk?unit=1")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in?next=%2Fdesk%3Funit%3D1&expired=1"
    assert client.post("/desk").status_code == 401
