"""Letters of the office as sealed files: what they say, who may have them, what they prove."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import letters
from dengbu.casework.models import Declined
from dengbu.evidence import api as evidence
from dengbu.kernel.clause import REGULATION
from dengbu.site import seal_keys
from dengbu.site.wiring import sequence_evidence
from dengbu.web.open import files
from tests.casework.desk import OFFICE, Desk, open_desk
from tests.web.citizen.test_citizen import citizen
from tests.web.office.working import case_of, sign_in, text_of
from tests.web.window.test_window import address, sale_fields

pytestmark = pytest.mark.django_db
ITEMS = (
    casework.ReturnItem(kind="OTHER", name="买卖合同", what="缺第三页，请补上"),
    casework.ReturnItem(kind="OTHER", name="成交价", what="和合同不一样"),
)
Kind = letters.LetterKind


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


@pytest.fixture
def seal() -> Iterator[str]:
    """The office has a seal, by its name."""
    now = timezone.now()
    made = evidence.new_seal(evidence.new_authority("演示根", now=now), "岳阳（演示）", now=now)
    evidence.use_seals(lambda office: made if office == OFFICE else None, lambda office: None)
    yield made.name
    evidence.use_seals(seal_keys.seal, seal_keys.electronic_seal)


def examiner_of(desk: Desk, case: casework.CaseView) -> accounts.Actor:
    return next(e for e in desk.transfers if e.id == case.examiner_id)


def returned(desk: Desk, *items: casework.ReturnItem) -> casework.CaseView:
    case = case_of(desk)
    casework.return_for_supplement(
        case.case_no,
        actor=examiner_of(desk, case),
        now=timezone.now(),
        revision=case.revision,
        items=list(items or ITEMS),
    )
    return case


def refused(desk: Desk) -> casework.CaseView:
    case = case_of(desk)
    casework.refuse(
        case.case_no,
        actor=examiner_of(desk, case),
        now=timezone.now(),
        revision=case.revision,
        reason="合同是假的",
        clause=REGULATION.of(22),
    )
    return case


def withdrawn(desk: Desk) -> casework.CaseView:
    case = case_of(desk)
    casework.withdraw(
        case.case_no,
        actor=desk.windows[0],
        now=timezone.now(),
        revision=case.revision,
        agreed=True,
        reason="不买了",
    )
    return case


MADE = {Kind.SUPPLEMENT: returned, Kind.REFUSAL: refused, Kind.WITHDRAWAL: withdrawn}


@pytest.mark.parametrize("kind", Kind)
def test_a_letter_is_sealed_once_and_anybody_finds_it_genuine(
    client: Client, desk: Desk, seal: str, kind: letters.LetterKind
) -> None:
    case = MADE[kind](desk)
    while sequence_evidence():
        pass
    place = f"/office/cases/{case.case_no}/letters/{kind}.pdf"
    answer = sign_in(client, desk.windows[0].id).get(place)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert client.get(place).content == answer.content
    seller = citizen(1).get(f"/me/cases/{case.case_no}/letters/{kind}.pdf")
    assert seller.content == answer.content
    page = text_of(
        Client().post("/check/file", {files.FIELD: SimpleUploadedFile("a.pdf", answer.content)})
    )
    for said in ("文件是真的，一个字节都没有改过", "在公开日志的第", seal):
        assert said in page, said


def test_what_the_letters_say(desk: Desk) -> None:
    clerk = desk.windows[0]
    case = returned(desk)
    letter = letters.letter(Kind.SUPPLEMENT, case.case_no, actor=clerk)
    assert letter is not None
    (asked, _) = letter.sections
    assert asked.lines == ("1．买卖合同：缺第三页，请补上", "2．成交价：和合同不一样")
    assert letters.letter(Kind.REFUSAL, case.case_no, actor=clerk) is None
    gone = casework.case(case.case_no, actor=clerk, now=timezone.now())
    casework.withdraw(
        case.case_no,
        actor=clerk,
        now=timezone.now(),
        revision=gone.revision,
        agreed=True,
        reason="不买了",
    )
    letter = letters.letter(Kind.WITHDRAWAL, case.case_no, actor=clerk)
    assert letter is not None
    said = "".join((*letter.said, *(line for part in letter.sections for line in part.lines)))
    for words in ("第15条", "申请人撤回了：不买了", "没有缴过登记费", "申请退税", "撤销网签"):
        assert words in said, words
    assert letter.to == "周1、周901"


def test_a_long_letter_has_pages_that_are_numbered(desk: Desk) -> None:
    many = [
        casework.ReturnItem(kind="OTHER", name=f"材料{n}", what="请补上" * 20) for n in range(1, 40)
    ]
    case = returned(desk, *many)
    letter = letters.letter(Kind.SUPPLEMENT, case.case_no, actor=desk.windows[0])
    assert letter is not None
    pdf = letters.letter_pdf(letter, progress="https://example.invalid/me/cases/1")
    assert pdf == letters.letter_pdf(letter, progress="https://example.invalid/me/cases/1")
    assert PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"] > 1


@pytest.mark.parametrize("kind", ["supplement", "refusal", "withdrawal", "secret", "declined"])
def test_there_is_no_letter_of_what_was_not_written_or_is_not_ours(
    client: Client, desk: Desk, kind: str
) -> None:
    case = case_of(desk)
    office = sign_in(client, desk.windows[0].id)
    assert office.get(f"/office/cases/{case.case_no}/letters/{kind}.pdf").status_code == 404
    assert office.get(f"/office/cases/1/letters/{kind}.pdf").status_code == 404
    assert citizen(77).get(f"/me/cases/{case.case_no}/letters/{kind}.pdf").status_code == 404


def test_who_is_turned_away_has_the_notice_as_a_file(client: Client, desk: Desk, seal: str) -> None:
    clerk = sign_in(client, desk.windows[0].id)
    lacking = sale_fields(clerk, desk.units[0], **{"materials.ct": "", "decline": "judged"})
    place = clerk.post(address(desk.units[0], "G10"), lacking).headers["location"]
    while sequence_evidence():
        pass
    assert f'href="{place}.pdf"' in text_of(clerk.get(place))
    answer = clerk.get(f"{place}.pdf")
    assert answer.content.startswith(b"%PDF-")
    letter = letters.declined_letter(place.rpartition("/")[2], actor=desk.windows[0])
    assert letter is not None and letter.leaf == f"declined:{Declined.objects.get().id}"
    assert any("存量房买卖合同" in line for line in letter.sections[0].lines)
    assert clerk.get(f"/window/declined/{OFFICE}2024999999.pdf").status_code == 404
    assert clerk.get("/window/declined/abc.pdf").status_code == 404


def test_the_pages_offer_the_files_and_the_code(client: Client, desk: Desk) -> None:
    case = returned(desk)
    page = text_of(
        sign_in(client, desk.windows[0].id).get(f"/office/cases/{case.case_no}/supplement-notice")
    )
    assert f"/office/cases/{case.case_no}/letters/supplement.pdf" in page
    assert 'class="qr"' in page
    mine = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    assert f"/me/cases/{case.case_no}/letters/supplement.pdf" in mine


def test_a_letter_without_a_seal_leaves_its_place_open(client: Client, desk: Desk) -> None:
    case = withdrawn(desk)
    page = sign_in(client, desk.windows[0].id).get(f"/window/cases/{case.case_no}")
    assert f"/office/cases/{case.case_no}/letters/withdrawal.pdf" in text_of(page)
    answer = client.get(f"/office/cases/{case.case_no}/letters/withdrawal.pdf")
    assert answer.content.startswith(b"%PDF-")
