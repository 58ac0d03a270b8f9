"""What the register lacks for a service: the right that it is about, or a title of a firm."""

from collections.abc import Collection

from dengbu.casework.inputs import field_of
from dengbu.casework.known import NUMBERS
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import Role
from dengbu.casework.views import CheckView
from dengbu.kernel.clause import CIVIL_CODE, CPL_INTERPRETATION, REGULATION
from dengbu.register import api as register

NOTHING = {
    "mortgage": ("E04", "抵押", CIVIL_CODE.of(393)),
    "notice": ("E09", "预告", CIVIL_CODE.of(221)),
    "loan_notice": ("E09", "抵押预告", CIVIL_CODE.of(221)),
    "objection": ("E10", "异议", CIVIL_CODE.of(220)),
    "habitation": ("E21", "居住权", CIVIL_CODE.of(370)),
    "easement": ("E23", "地役权", CIVIL_CODE.of(385)),
    "operation": ("E39", "土地经营权", CIVIL_CODE.of(341)),
    "seizure": ("E05", "查封", CPL_INTERPRETATION.of(485)),
    "seizure_to_renew": ("E05", "期限没过或者刚过的查封", CPL_INTERPRETATION.of(485)),
    "paper": ("E14", "证书", REGULATION.of(21)),
}
"""What is said where a unit has nothing of the kind: rule, right, clause."""
_PRESALE = register.NoticeKind.PRESALE.value
_PRESALE_MORTGAGE = register.NoticeKind.PRESALE_MORTGAGE.value
_END, _DO = "注销", "办"
_ENDS = {
    "mortgage": "CancelMortgage",
    "notice": "CancelNotice",
    "loan_notice": "CancelNotice",
    "objection": "CancelObjection",
    "habitation": "CancelHabitation",
    "easement": "CancelEasement",
    "operation": "CancelOperation",
}
"""The act that ends a right of each kind."""


def lacking(service: ServiceView, state: register.UnitState) -> tuple[CheckView, ...]:
    """That the unit has no right of the kind that a service is about; then nothing else matters."""
    named = (field_of(path) for path in service.fields)
    rights = [field.asked.right for field in named if field is not None and field.asked.right]
    for right in (*service.needs, *rights):
        if NUMBERS[right](state):
            continue
        code, what, clause = NOTHING[right]
        verb, remedy = _verb_and_remedy(right, {item.act for item in service.items})
        if right == "mortgage" and verb == _DO:
            clause = CIVIL_CODE.of(216)  # 393 is of mortgages that end
        return (
            CheckView(
                code=code,
                effect="block",
                message=f"登记簿上没有{what}，没有什么要{verb}",
                clause=str(clause),
                remedy=remedy,
            ),
        )
    return _no_presale(service, state) or _held_by_people(service, state)


def _no_presale(service: ServiceView, state: register.UnitState) -> tuple[CheckView, ...]:
    """That a home is built and held, so that nothing about it is a presale any more (E24).

    A bank may still follow the notice that its buyer has.
    """
    kinds = {str(item.constants.get("kind")) for item in service.items if item.act == "EnterNotice"}
    bought = any(n.kind is register.NoticeKind.PRESALE for n in state.notices)
    late = _PRESALE in kinds or (_PRESALE_MORTGAGE in kinds and not bought)
    if state.ownership is None or not late:
        return ()
    said, remedy = (
        "已经首次登记，不再是预购商品房",
        "请办其他不动产预告登记，或者直接办转移、抵押登记",
    )
    clause = str(CIVIL_CODE.of(221))
    return (CheckView(code="E24", effect="block", message=said, clause=clause, remedy=remedy),)


def _held_by_people(service: ServiceView, state: register.UnitState) -> tuple[CheckView, ...]:
    """That a firm would sell what people hold: a new home that has been sold is new no more.

    Whose it is, is not said: anybody may be told this.
    """
    firm = next((rule for rule in service.roles if rule.firm and rule.role == Role.SELLER), None)
    held = state.ownership.holders if state.ownership is not None else ()
    if firm is None or not any(h.party.party_type is register.PartyType.PERSON for h in held):
        return ()
    said = f"登记簿上的权利人是个人，不是{firm.called}"
    remedy = "个人卖的，请办二手房买卖；向开发企业买的，请核对是不是这一套"
    clause = str(REGULATION.of(18))
    return (CheckView(code="P02", effect="block", message=said, clause=clause, remedy=remedy),)


def _verb_and_remedy(right: str, acts: Collection[str]) -> tuple[str, str]:
    """What there is nothing to do about, and what can be done instead."""
    ends = _ENDS.get(right) in acts
    if right != "mortgage":
        return (_END if ends else _DO), ""
    if not ends:
        return _DO, "请核对是不是这个单元；抵押已经注销的，要另外设立"
    if "Transfer" in acts:
        return _END, "没有抵押的房子可以直接过户"
    return _END, "没有抵押，不用注销；要办的别的登记可以直接办"
