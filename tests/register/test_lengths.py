"""E08: the figures of the rule are those of the tables, and every text of an act has one."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import get_args, get_type_hints

import pytest

from dengbu.register import api as register
from dengbu.register import models
from dengbu.register.acts import Act
from dengbu.register.rules.lengths import CAUSE, ID_NO, NAME, TEXTS, too_long
from tests.register.city import BANK, mortgage, person

TABLES: dict[type, type] = {
    register.CreateMortgage: models.Mortgage,
    register.ChangeMortgage: models.Mortgage,
    register.FixClaim: models.Mortgage,
    register.Seize: models.Seizure,
    register.RenewSeizure: models.SeizureRenewal,
    register.EnterObjection: models.Objection,
    register.RecordSuit: models.Suit,
    register.RestrictByGovernment: models.Stop,
    register.CreateHabitation: models.Habitation,
    register.CreateEasement: models.Easement,
    register.CreateOperation: models.Operation,
    register.ChangeOperation: models.Operation,
}  # all others keep their texts in their entry
COLUMNS = {  # where a column is called otherwise
    "fact": "fixing_fact",
    "ordered_by": "organ",
    "order_no": "document_no",
    "release_document_no": "document_no",
    "basis": "note",
}
ELSEWHERE = {  # named by the register itself, looked up and never written, or codes of one length
    "unit_code",
    "case_no",
    "proof_no",
    "other_proof_no",
    "dominant_code",
    "from_notice",
    "number",
    "cause",
    "subclass",
    "right_nature",
    "seizure_document_no",
    "restriction_document_no",
}
NAMES_A_KNOWN_ORGAN = {register.RenewSeizure, register.ReleaseSeizure, register.LiftRestriction}
OWNER = person(1)


def longest(model: type, column: str) -> int | None:
    names = {f.name for f in model._meta.get_fields()}  # type: ignore[attr-defined]
    kept = model if column in names else models.Entry  # as every entry keeps its grounds
    return kept._meta.get_field(column).max_length  # type: ignore[attr-defined]


def test_the_figures_are_those_of_the_columns() -> None:
    for act, texts in TEXTS.items():
        table = TABLES.get(act, models.Entry)
        for name, _, most in texts:
            assert longest(table, COLUMNS.get(name, name)) == most
    assert longest(models.Party, "name") == NAME
    assert longest(models.Party, "id_no") == ID_NO
    assert longest(models.Entry, "cause") == CAUSE


@pytest.mark.parametrize("act", get_args(Act), ids=lambda a: a.__name__)
def test_every_text_of_an_act_is_measured(act: type) -> None:
    hints = get_type_hints(act)
    texts = {f.name for f in fields(act) if hints[f.name] in (str, str | None)}
    measured = {name for name, _, _ in TEXTS.get(act, ())}
    left = texts - measured - ELSEWHERE
    assert left == ({"organ"} if act in NAMES_A_KNOWN_ORGAN else set())


def test_each_text_that_is_too_long_is_told() -> None:
    act = replace(
        mortgage("430602003012GB00045F00010001", (replace(OWNER, name="周" * 201),)),
        contract_no="合" * 61,
        mortgagees=(replace(BANK, id_no="9" * 51),),
    )
    assert list(too_long(act)) == [
        ("抵押合同编号", 60, 61),
        ("证件号码", 50, 51),
        ("姓名或者名称", 200, 201),
    ]
    pre = register.Seize(
        unit_code=act.unit_code,
        kind=register.SeizureKind.PRE_SEIZURE,
        organ="院" * 201,
        document_no="1",
        delivered_at=datetime(2024, 12, 1, tzinfo=UTC),
        term_days=1,
        debtor=replace(OWNER, name="周" * 201),
    )
    assert [most for _, most, _ in too_long(pre)] == [200, 200]
