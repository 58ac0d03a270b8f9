"""The comparison of a case: what can differ in rows, what is new in a list, the rest folded."""

from dataclasses import replace

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.casework.compare import _holder_rows
from dengbu.register import api as register
from dengbu.web.office.desk import compare, counts, rules
from dengbu.web.shared.signals import Signal
from tests.casework import asks
from tests.casework.desk import OFFICE, Desk, open_desk
from tests.register.city import BANK, OTHER_BANK, book, booking, mortgage, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_the_column_of_papers_is_left_out_when_empty(desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    view = casework.case(case.case_no, actor=desk.transfers[0], now=timezone.now())
    papers = [replace(row, material="HT-1") for row in view.compare]
    bare = [replace(row, material="—") for row in view.compare]
    for rows, titles in (
        (papers, ["申请", "材料", "登记簿"]),
        (bare, ["申请", "登记簿"]),
    ):
        table = compare(replace(view, compare=tuple(rows)), now=timezone.now())
        assert [column.title for column in table.columns] == titles
        assert {len(row.cells) for row in table.rows} == {len(titles)}


def test_only_what_can_differ_stands_in_rows(desk: Desk) -> None:
    now = timezone.now()
    case = casework.submit(asks.sale_under_mortgage(desk, 0), actor=desk.windows[0], now=now)
    table = compare(case, now=now)
    code = desk.units[0]
    blocks = f"{code[:6]} {code[6:12]} {code[12:19]} {code[19:]}"
    first, last = table.rows[0], table.rows[-1]
    assert (first.cells[0].text, first.cells[-1].text) == (blocks, blocks)
    assert (last.label, last.verdict) == ("查封、预告、异议、居住权、地役权", "没有限制")
    assert {one.label for one in table.written} >= {"登记给谁", "成交价格", "担保的债权数额"}
    assert {row.label for row in table.folded} >= {"坐落", "建筑面积"}
    assert len(table.rows) + len(table.written) + len(table.folded) == len(case.compare) - 4


def test_a_maximum_mortgage_is_seen_as_one(desk: Desk) -> None:
    now = timezone.now()
    asked = asks.mortgage(desk, 0)
    asked = asked.saying(mortgage=replace(asks.LOAN, mode="2"))
    case = casework.submit(asked, actor=desk.windows[0], now=now)
    written = {one.label: one.value for one in compare(case, now=now).written}
    assert written["抵押方式"] == "最高额抵押"
    assert {"最高债权额", "债权确定期间"} <= written.keys()


def test_a_notice_is_never_folded_away(desk: Desk) -> None:
    now = timezone.now()
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=now)
    rows = [replace(row, register="周启明") if row.fact == "预告" else row for row in case.compare]
    table = compare(replace(case, compare=tuple(rows)), now=now)
    (notice,) = [row for row in table.rows if row.label == "预告"]
    assert (notice.verdict, notice.signal) == ("要留意", Signal.WARN)
    assert table.rows[-1].label == "查封、异议、居住权、地役权"


def noticed(desk: Desk) -> casework.CaseView:
    """A sale of a home with two mortgages and an advance notice; one bank and the holder agree."""
    owner, holder, unit = person(1), person(955), desk.units[0]
    loan = mortgage(unit, (owner,), bank=OTHER_BANK, restricted=True)
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(holder,),
        obligors=(owner,),
    )
    people = (owner, holder, OTHER_BANK)
    assert all(o.booked for o in book(*(booking(a, applicants=people) for a in (loan, notice))))
    sale = asks.sale(desk, 0)
    consents = (
        asks.party(Role.PRIOR_MORTGAGEE, OTHER_BANK),
        asks.party(Role.NOTICE_HOLDER, holder),
    )
    sale = replace(sale, parties=(*sale.parties, *consents))
    return casework.submit(sale, actor=desk.windows[0], now=timezone.now())


def test_who_consented_is_said_in_rows_and_rules(desk: Desk) -> None:
    case = noticed(desk)
    table = compare(case, now=timezone.now())
    rows = [(r.label, r.verdict, r.signal) for r in table.rows]
    holder = person(955).name
    assert ("预告", f"{holder}同意了", Signal.OK) in rows
    left = [(verdict, signal) for label, verdict, signal in rows if label == "留下的抵押"]
    assert left == [
        ("跟着房子走", Signal.WARN),
        (f"{OTHER_BANK.name}同意了，跟着房子走", Signal.OK),
    ]
    said = {r.code: r.sentence for r in rules(case) if r.effect is Signal.OK}
    assert said["P04"] == f"{OTHER_BANK.name}同意了"
    assert said["P06"] == "没有2021年以前设立、没写能不能转让的抵押"  # the consent is not about it


def test_a_warning_asks_for_nothing_that_is_done(desk: Desk) -> None:
    looks = [r for r in rules(noticed(desk)) if r.effect is Signal.WARN]
    assert {r.code for r in looks} == {"P05", "P07"}
    assert not any(r.remedy for r in looks)
    follows = {r.sentence for r in looks if r.code == "P05"}
    assert follows == {
        f"房子上还有{BANK.name}的抵押，过户以后抵押权不变，跟着房子走；请转让方通知抵押权人",
        f"房子上还有{OTHER_BANK.name}的抵押，过户以后抵押权不变，跟着房子走；"
        f"{OTHER_BANK.name}同意了，不用再通知",
    }


def notice_of(desk: Desk) -> None:
    """Somebody's advance notice on the first unit."""
    act = register.EnterNotice(
        unit_code=desk.units[0],
        kind=register.NoticeKind.OTHER_SALE,
        holders=(person(955),),
        obligors=(person(1),),
    )
    assert book(booking(act, applicants=(person(955), person(1))))[0].booked


def test_what_blocks_is_said_in_its_row(desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    notice_of(desk)
    act = register.EnterObjection(unit_code=desk.units[0], objector=person(77), matter="少记了")
    assert book(booking(act, applicants=(person(77),)))[0].booked
    fresh = casework.case(case.case_no, actor=desk.windows[0], now=timezone.now())
    assert {r.code for r in fresh.blocks} == {"P07", "P08"}
    rows = {r.label: r for r in compare(fresh, now=timezone.now()).rows}
    assert (rows["预告"].verdict, rows["预告"].signal) == ("不能登簿：还没有同意", Signal.STOP)
    assert rows["异议"].verdict == "不能登簿：还没有签承诺书"
    assert rows["预告"].spoken == "不符："


@pytest.mark.django_db(transaction=True)  # the entry commits
@pytest.mark.parametrize("late", [False, True])
def test_an_entered_case_still_shows_the_consent_that_it_rests_on(desk: Desk, late: bool) -> None:
    holder = asks.party(Role.NOTICE_HOLDER, person(955))
    sale = asks.sale(desk, 0)
    agreed = replace(sale, parties=(*sale.parties, holder))
    if not late:
        notice_of(desk)
    case = casework.submit(sale if late else agreed, actor=desk.windows[0], now=timezone.now())
    examiner = next(e for e in desk.transfers if e.id == case.examiner_id)
    if late:  # the notice comes while the case is open; its holder signs at the supplement
        notice_of(desk)
        item = casework.ReturnItem(kind="OTHER", name="预告登记", what="请他来同意")
        casework.return_for_supplement(
            case.case_no,
            actor=examiner,
            now=timezone.now(),
            revision=case.revision,
            items=[item],
        )
        case = casework.case(case.case_no, actor=examiner, now=timezone.now())
        casework.resubmit(
            case.case_no,
            agreed,
            actor=desk.windows[0],
            now=timezone.now(),
            revision=case.revision,
        )
        case = casework.case(case.case_no, actor=examiner, now=timezone.now())
    casework.approve_and_enter(
        case.case_no, actor=examiner, now=timezone.now(), revision=case.revision
    )
    entered = casework.case(case.case_no, actor=examiner, now=timezone.now())
    assert entered.entered_at
    rows = {r.label: r for r in compare(entered, now=timezone.now()).rows}
    assert rows["预告"].verdict == f"{person(955).name}同意了"


def test_without_a_consent_the_passed_rule_says_that_nothing_is_there(desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    said = {r.code: r.sentence for r in rules(case)}
    assert said["P07"] == "没有预告登记"
    assert said["P04"] == "没有限制转让的抵押"


def test_that_texts_fit_is_nothing_for_an_examiner(desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    assert "E08" in {r.code for r in case.rules}
    shown = rules(case)
    assert "E08" not in {r.code for r in shown}
    passed = sum(r.effect is Signal.OK for r in shown)
    assert counts(case.rules)["pass"] == f"{passed} 项通过"
    blocked = replace(case, rules=(replace(case.rules[-1], code="E08", effect="block"),))
    assert [r.code for r in rules(blocked)] == ["E08"]


def test_nothing_is_marked_where_the_register_holds_nothing(desk: Desk) -> None:
    unpaid = replace(asks.sale(desk, 0), tax_cleared=None, tax_note="")
    case = casework.submit(unpaid, actor=desk.windows[0], now=timezone.now())
    (tax,) = [r for r in compare(case, now=timezone.now()).rows if r.label == "契税"]
    assert tax.signal is Signal.WARN
    assert [(c.text, c.mark) for c in tax.cells] == [("受理后再缴", ""), ("不记载", "")]


def test_names_in_one_field_without_numbers_are_those_of_the_register(desk: Desk) -> None:
    """A bank's batch: several names in one text, no number of anybody."""
    now = timezone.now()
    unit = desk.units[0]
    state = register.unit_state(unit, now=now)
    assert state.ownership is not None
    (owner,) = (h.party for h in state.ownership.holders)
    other = replace(owner, name="刘欣怡", id_no=person(941).id_no)
    held = replace(
        state.ownership,
        holders=tuple(replace(state.ownership.holders[0], party=p) for p in (owner, other)),
    )
    stated = casework.PartyInput(role=Role.MORTGAGOR, name=f"{owner.name}、刘欣怡", id_no="")
    asked = casework.CaseRequest(service="G44", unit_code=unit, parties=(stated,))
    standing = replace(state, ownership=held)
    service = casework.service("G44", office=OFFICE, now=now)
    rows = {one.fact: one for one in _holder_rows(asked, service, standing, filed="—")}
    assert rows["抵押人和权利人"].verdict == "一致"
    assert (rows["证件号码"].same, rows["证件号码"].verdict) == (None, "没有写，照登记簿")
    other_name = replace(stated, name=f"{owner.name}、别人")
    wrong = replace(asked, parties=(other_name,))
    said = {one.fact: one for one in _holder_rows(wrong, service, standing, filed="—")}
    assert said["抵押人和权利人"].same is False
