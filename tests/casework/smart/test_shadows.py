"""陪跑: other rules run along without effect, are checked, and put in force by two people."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Case, CaseStatus, ShadowFinding, ShadowRun, SmartDecision
from dengbu.casework.rules.bounds import sampled
from dengbu.casework.smart.shadows import committed, count
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import NOW, OFFICE, ROOT, Desk, item, officer, open_desk, sign
from tests.casework.smart.many import multiply
from tests.casework.smart.released import release

pytestmark = pytest.mark.django_db(transaction=True)
_P, _D = accounts.Post, accounts.Department
LATER = NOW + timedelta(days=1)
smart = casework.smart


@pytest.fixture
def desk() -> Desk:
    made = open_desk(6)
    release()
    return made


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (_P.CHIEF, _D.MORTGAGE))


@pytest.fixture
def auditor(desk: Desk) -> accounts.Actor:
    return officer("督查", (_P.AUDITOR, _D.LEGAL))


def file(desk: Desk, n: int, *, now: datetime = NOW, **changes: object) -> None:
    body = repr((n, changes)).encode()
    casework.file_batch(
        [item(desk, n, **changes)],
        actor=desk.bank,
        idempotency_key=f"k{n}",
        body=body,
        signed=sign(body),
        now=now,
    )
    autopilot_step(now=now)


def name_rules(folder: Path, dropped: str, limit: str, now: datetime) -> None:
    """The city's own file asks one rule less; how wrong it may be at most."""
    copy = Path(shutil.copytree(ROOT / "catalogue", folder / f"catalogue-{limit}"))
    own = copy / "cities" / "430600" / "services"
    own.mkdir(exist_ok=True)
    rules = [f"A0{n}" for n in range(1, 10) if f"A0{n}" != dropped]
    (own / "G44.toml").write_text(f"autopilot = {rules}\n".replace("'", '"'))
    settings = copy / "cities" / "430600" / "settings.toml"
    text = settings.read_text().replace('wrong_at_most = "0.01"', f'wrong_at_most = "{limit}"')
    settings.write_text(text)
    load_catalogue(copy, office=OFFICE, now=now)


def of_g44() -> list[casework.smart.Candidate]:
    """The others' first lists wait here, too."""
    return [one for one in smart.candidates(OFFICE, now=LATER) if one.service == "G44"]


def codes(error: pytest.ExceptionInfo[Faults]) -> list[FaultCode]:
    return [fault.code for fault in error.value.faults]


def test_a_changed_list_has_no_effect_until_two_people_put_it_in_force(
    desk: Desk, chief: accounts.Actor, auditor: accounts.Actor, tmp_path: Path
) -> None:
    file(desk, 0)
    file(desk, 1, mortgagor="别人")  # A07 says no
    name_rules(tmp_path, "A07", "0.6", NOW + timedelta(hours=1))
    file(desk, 2, now=LATER, mortgagor="另一个人")
    statuses = list(Case.objects.order_by("id").values_list("status", flat=True))
    assert statuses == ["ENTERED", "EXAMINING", "EXAMINING"]  # the file names other rules by now
    assert SmartDecision.objects.latest("id").rules == [f"A0{n}" for n in range(1, 10)]
    (candidate,) = of_g44()
    assert (candidate.service, candidate.dropped, candidate.added) == ("G44", ("A07",), ())

    with pytest.raises(Faults) as caught:
        smart.begin_shadow("G44", actor=auditor, now=LATER)
    assert codes(caught) == [FaultCode.PERMISSION_MISSING]
    with pytest.raises(Faults) as caught:
        smart.begin_shadow("G10", actor=chief, now=LATER)
    assert codes(caught) == [FaultCode.NOT_FOUND]
    run = smart.begin_shadow("G44", actor=chief, now=LATER)
    with pytest.raises(Faults) as caught:
        smart.begin_shadow("G44", actor=chief, now=LATER)
    assert codes(caught) == [FaultCode.STATE_CHANGED]

    assert smart.count_shadows(now=LATER + timedelta(seconds=30)) == 2  # the last minute waits
    assert count(run.id, now=LATER + timedelta(minutes=2), limit=1) == 1
    assert smart.count_shadows(now=LATER + timedelta(minutes=2)) == 0
    view = smart.run_view(run.id, actor=chief, now=LATER)
    counted = {name: number for name, _, number in view.counts if number}
    assert counted == {"BOTH": 1, "NEWLY": 2}
    differing = smart.lines_of(run.id, actor=chief)
    assert [(one.outcome, one.was_failed) for one in differing] == 2 * [
        ("新的放行，现在的转人工", ("A07",))
    ]

    agree(run, chief, auditor, tmp_path)
    file(desk, 3, now=LATER + timedelta(hours=2), mortgagor="谁也不是")
    newest = Case.objects.latest("id")
    assert newest.status == CaseStatus.ENTERED
    assert "A07" not in SmartDecision.objects.latest("id").rules
    assert of_g44() == []
    assert list(smart.audit_leaves()) == []
    ShadowRun.objects.update(reason="另一个理由")
    assert "do not give its leaf" in next(iter(smart.audit_leaves()))


def agree(run: ShadowRun, chief: accounts.Actor, auditor: accounts.Actor, folder: Path) -> None:
    """The way of a set into force, with everybody who tries to take a short cut."""
    with pytest.raises(Faults) as caught:
        smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)
    assert codes(caught) == [FaultCode.STEP_NOT_ALLOWED]  # nothing was drawn
    assert smart.draw_sample(run.id, actor=chief, now=LATER + timedelta(minutes=2)) == 3
    with pytest.raises(Faults) as caught:
        smart.draw_sample(run.id, actor=chief, now=LATER + timedelta(minutes=2))
    assert codes(caught) == [FaultCode.STEP_NOT_ALLOWED]  # until the result is a better one
    lines = smart.drawn_lines(run.id, actor=auditor)
    assert [line.lot for line in lines] == [1, 2, 3]
    with pytest.raises(Faults) as caught:
        smart.note_findings(run.id, [], actor=chief, now=LATER)
    assert codes(caught) == [FaultCode.PERMISSION_MISSING]
    wrong = [smart.Finding(line=line.id, finding="WRONG") for line in lines]
    wrong.append(smart.Finding(line=1, finding=""))
    with pytest.raises(Faults) as caught:
        smart.note_findings(run.id, wrong, actor=auditor, now=LATER)
    assert codes(caught) == [FaultCode.REQUIRED] * 3 + [FaultCode.CODE_LIST]
    rights = [smart.Finding(line=line.id, finding="RIGHT") for line in lines]
    smart.note_findings(run.id, rights[:2], actor=auditor, now=LATER)
    with pytest.raises(Faults) as caught:
        smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)
    assert "查了 2 件" in str(caught.value.faults[0].message)  # not all of it
    flaw = smart.Finding(line=lines[2].id, finding="WRONG", note="抵押人不是他")
    smart.note_findings(run.id, [flaw], actor=auditor, now=LATER)
    first = ShadowFinding.objects.get(finding="WRONG")
    with pytest.raises(Faults) as caught:
        smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)
    assert "不能启用" in str(caught.value.faults[0].message)
    smart.note_findings(run.id, rights[2:], actor=auditor, now=LATER)  # looked at once more
    view = smart.run_view(run.id, actor=chief, now=LATER)
    assert view.bound is not None and view.bound.at_most == pytest.approx(1 - 0.05 ** (1 / 3))
    assert view.newly is not None and view.newly.at_most == pytest.approx(1 - 0.05 ** (1 / 2))
    assert (view.newly.drawn, view.newly_population) == (2, 2)
    first.refresh_from_db()
    assert (first.finding, first.note) == ("WRONG", "抵押人不是他")  # what was found once stays
    corrected = next(one for one in smart.drawn_lines(run.id, actor=auditor) if one.before)
    assert (corrected.finding, corrected.before) == ("RIGHT", (("WRONG", "抵押人不是他", "督查"),))

    with pytest.raises(Faults) as caught:
        smart.put_in_force(run.id, actor=auditor, now=LATER)
    assert codes(caught) == [FaultCode.STEP_NOT_ALLOWED]  # nobody has proposed it
    with pytest.raises(Faults) as caught:
        smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)
    assert view.bound.at_most > 0.6 and codes(caught) == [FaultCode.STEP_NOT_ALLOWED]
    name_rules(folder, "A07", "0.7", LATER)
    with pytest.raises(Faults) as caught:  # of all it would do, of the newly approved it would not
        smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)
    assert "新放行的" in str(caught.value.faults[0].message)
    name_rules(folder, "A07", "0.8", LATER)
    smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)
    with pytest.raises(Faults) as caught:
        smart.put_in_force(run.id, actor=chief, now=LATER)
    assert codes(caught) == [FaultCode.PERMISSION_MISSING]  # two people
    smart.put_in_force(run.id, actor=auditor, now=LATER)
    with pytest.raises(Faults) as caught:
        smart.drop(run.id, actor=chief, now=LATER)
    assert codes(caught) == [FaultCode.STEP_NOT_ALLOWED]


def test_few_newly_approved_among_many_are_bounded_by_themselves(
    desk: Desk, chief: accounts.Actor, auditor: accounts.Actor, tmp_path: Path
) -> None:
    """Thousands of right ones do not make a new wrong one rare."""
    file(desk, 0)
    multiply(SmartDecision.objects.get(), 2_000)
    file(desk, 1, mortgagor="别人")
    name_rules(tmp_path, "A07", "0.02", NOW + timedelta(hours=1))
    run = smart.begin_shadow("G44", actor=chief, now=LATER)
    assert smart.draw_sample(run.id, actor=chief, now=LATER) in (299, 300)
    while lines := smart.drawn_lines(run.id, actor=auditor, only_open=True):
        found = [smart.Finding(line=line.id, finding="RIGHT") for line in lines]
        smart.note_findings(run.id, found, actor=auditor, now=LATER)
    view = smart.run_view(run.id, actor=chief, now=LATER)
    assert view.bound is not None and view.newly is not None
    assert (view.population, view.newly_population) == (2_002, 1)
    assert view.bound.holds and view.bound.at_most == pytest.approx(1 - 0.05 ** (1 / 299))
    assert (view.newly.drawn, view.newly.at_most) == (1, pytest.approx(0.95))
    with pytest.raises(Faults, match="新放行的"):
        smart.propose(run.id, reason="少问一条", actor=chief, now=LATER)


def test_dropping_and_beginning_anew_draws_no_other_sample(
    desk: Desk, chief: accounts.Actor, tmp_path: Path
) -> None:
    """The seed is committed to in the log before anything is counted, once for these rules."""
    file(desk, 0)
    multiply(SmartDecision.objects.get(), 700)
    name_rules(tmp_path, "A07", "0.02", NOW + timedelta(hours=1))
    drawn = []
    for _ in range(2):
        run = smart.begin_shadow("G44", actor=chief, now=LATER)
        assert run.commitment == committed(OFFICE, "G44", run.seed)
        smart.draw_sample(run.id, actor=chief, now=LATER)
        lots = run.lines.filter(lot__isnull=False).order_by("lot")
        drawn.append(list(lots.values_list("decision_id", flat=True)))
        smart.drop(run.id, actor=chief, now=LATER)
    assert drawn[0] == drawn[1]
    every = SmartDecision.objects.values_list("id", flat=True)
    assert tuple(drawn[0]) == sampled(every, seed=run.seed, size=299)
    assert len({r.seed for r in ShadowRun.objects.filter(state="DROPPED")}) == 1
    assert list(smart.audit_leaves()) == []
