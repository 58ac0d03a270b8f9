"""The sample form (样表) of a guide: each question of a service with an answer made up for it."""

from collections.abc import Iterator, Mapping, Sequence

from dengbu.casework.consents import CONSENTING
from dengbu.casework.inputs import Field, Kind, field_of
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import Role

PEOPLE: Sequence[str] = (  # one a role, so that no sample sells to itself
    "张某某，居民身份证 430602********0019，电话 138****0000",
    "李某某，居民身份证 430602********0027，电话 139****0000",
    "王某某，居民身份证 430602********0035，电话 137****0000",
)
FIRMS: Sequence[str] = (
    "某某有限公司，统一社会信用代码 9143**************",
    "另一家有限公司，统一社会信用代码 9143**************",
)
BANKS: Sequence[str] = (
    "某某银行某某支行，统一社会信用代码 9143**************",
    "另一家银行某某支行，统一社会信用代码 9143**************",
)
_BANKS = frozenset({Role.MORTGAGEE, Role.NEW_MORTGAGEE, Role.OLD_MORTGAGEE})
COURT = "某某区人民法院"
MUST, MAY = "要填", "可以不填"
WHOLE = {"price": "成交价", "co_ownership": "共有方式", "separate_certificates": "分别持证"}
"""Questions about a request as a whole."""
_ANSWERS = {
    "price": "800000.00 元",
    "co_ownership": "按份共有：张某某 1/2，李某某 1/2",
    "separate_certificates": "是",
}
BEGINS, ENDS = "2026-11-27", "2056-11-26"  # days; a term ends after it began
YEARS = {"造林年度": "2016"}  # counts that are years
_BY_KIND: Mapping[Kind, str] = {
    Kind.TEXT: "照材料上写的填",
    Kind.MONEY: "600000.00 元",
    Kind.COUNT: "1",
    Kind.DAY: BEGINS,
    Kind.MOMENT: "2026-11-27 10:20",
    Kind.YES_NO: "是",
    Kind.NUMBER: "湘（2026）岳阳市不动产证明第0000001号",
    Kind.UNIT: "430602 003012 GB00045 F00010001",
    Kind.UNITS: "430602 003012 GB00045 F00010001（一行一个）",
}
TITLE = "湘（2026）岳阳市不动产权第0000001号"
WITH_A_TITLE = frozenset({"operation", "paper"})
"""Rights of which the number is that of a certificate."""


def sample_form(service: ServiceView) -> Iterator[tuple[str, str, str]]:
    """Each question, whether it must be answered, an answer; in the order of the form.

    Who only consents fills in nothing.
    """
    yield from _people(service)
    for path in (*service.fields, *service.optional):
        field, must = field_of(path), MUST if path in service.fields else MAY
        if field is None:
            yield WHOLE[path], must, _ANSWERS[path]
        elif not field.asked.reference:
            yield field.asked.label, must, _answer(field)


def _people(service: ServiceView) -> Iterator[tuple[str, str, str]]:
    """Who takes part, each somebody else."""
    people, firms, banks = iter(PEOPLE), iter(FIRMS), iter(BANKS)
    for rule in service.roles:
        if rule.role in CONSENTING:
            continue
        if rule.role == Role.AUTHORITY:
            who = COURT
        elif rule.role in _BANKS or "抵押权人" in rule.called:
            who = next(banks)
        elif rule.firm:
            who = next(firms)
        else:
            who = next(people)
        yield rule.called, MUST if rule.least else MAY, who


def _answer(field: Field) -> str:
    asked = field.asked
    if asked.label in YEARS:
        return YEARS[asked.label]
    if field.kind is Kind.DAY and (asked.after or asked.ahead):
        return ENDS
    if field.kind is Kind.CODE:
        return next(iter((asked.codes or {}).values()))
    if field.kind is Kind.FIGURE:
        return f"{'96.50' if asked.places else '1095'} {asked.unit}"
    if field.kind is Kind.ROWS:
        return asked.hint or "一行一项"
    if field.kind is Kind.NUMBER and asked.right in WITH_A_TITLE:
        return TITLE
    return _BY_KIND[field.kind]
