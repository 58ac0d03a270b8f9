"""Over every service: one union of papers, nothing asked that a department answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import services_of
from dengbu.casework.questions import BUILDERS
from dengbu.exchange import api as exchange
from dengbu.register import api as register
from dengbu.site.rehearsal.filling import filled
from dengbu.site.rehearsal.ground import Ground
from dengbu.site.rehearsal.staging import HOME, staged
from dengbu.site.simulators.server import Simulators
from tests.casework.desk import NOW, OFFICE, ROOT, Desk, officer, open_desk

SERVICES = {
    s.code: s
    for s in services_of(ROOT / "catalogue", city="430600", now=datetime(2026, 11, 26, tzinfo=UTC))
}
LEFT = {
    "G47-2": {"de"},  # who died is the holder of the right that ends, and is not typed
    **dict.fromkeys(("C20", "G04", "G28", "G49-4", "G50-4", "G51-4", "G52-6"), {"cp"}),  # destroyed
}
"""Papers that no department can be asked about by what the request says."""
CHUNKS = 4  # of services a test: an office is opened for each


@pytest.mark.parametrize("code", SERVICES)
def test_a_request_has_one_list_of_papers_and_asks_nothing_twice(code: str) -> None:
    papers = SERVICES[code].materials
    assert len({p.code for p in papers}) == len(papers)
    assert len({p.name for p in papers}) == len(papers)
    asked = [kind for p in papers for kind in p.asks]
    assert len(asked) == len(set(asked)), "two papers stand on one question"
    for paper in papers:
        assert ("SHARED" in paper.sources) is bool(paper.asks)


@pytest.mark.parametrize("code", ["G16", "G17", "C13"])
def test_whose_the_home_is_between_two_is_never_promised(code: str) -> None:
    """A promise speaks of being married or divorced; agreement or judgment must be shown."""
    papers = {p.code: p for p in SERVICES[code].materials}
    assert "PROMISE" in papers["ma"].sources and "婚姻状况真实" in papers["ma"].promise
    assert "协议" not in papers["ma"].name
    assert papers["dv"].required
    assert set(papers["dv"].sources) == {"ORIGINAL", "UPLOAD"}


def test_every_question_can_be_made_and_put() -> None:
    assert set(BUILDERS) <= set(exchange.QUESTIONS)
    papers = [p for s in SERVICES.values() for p in s.materials]
    used = {kind for p in papers for kind in (*p.asks, *p.second, *p.beside)}
    assert used == set(BUILDERS)


@pytest.fixture
def desk() -> Desk:
    found = open_desk(1)
    for n in (1, 2):
        officer(f"首次{n}", (accounts.Post.EXAMINER, accounts.Department.FIRST))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_departments_can_answer_nobody_has_to_bring(
    desk: Desk, departments: Simulators, settings: LazySettings, chunk: int
) -> None:
    """Every paper with questions is asked for; where nobody is left out nobody brings it."""
    settings.DEPARTMENT_PATIENCE = {
        "deadline": 10.0,
        "read": 8.0,
        "connect": 8.0,
    }  # a machine with much to do
    codes = sorted(SERVICES)[chunk::CHUNKS]
    registrar = register.Registrar(id=desk.windows[0].id, name=desk.windows[0].name)
    for code in codes:
        before = transaction.savepoint()
        service = casework.service(code, office=OFFICE, now=NOW)
        right = (service.rights or (HOME,))[0]
        stage = staged(service, right, Ground(OFFICE), registrar, NOW)
        _without(filled(service, stage, now=NOW), desk)
        transaction.savepoint_rollback(before)


def _without(request: casework.CaseRequest, desk: Desk) -> None:
    service = SERVICES[request.service]
    clerk = desk.windows[0]
    shared = casework.ask_departments(request, actor=clerk, now=NOW)
    answered = {p.code for p in service.materials if shared.shares(p.code)}
    assert {p.code for p in service.materials if p.asks} - answered == LEFT.get(
        service.code, set()
    ), service.code
    brought = tuple(m for m in request.materials if m.code not in answered)
    view = casework.submit(replace(request, materials=brought), actor=clerk, now=NOW, shared=shared)
    sources = {m.code: m.source for m in view.materials}
    assert {sources[code] for code in answered} <= {"SHARED"}, service.code
