"""Checking a request by itself: every fault of every field at once, and its values made regular."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from math import lcm

from dengbu.casework import limits
from dengbu.casework.building import acquiring, co_ownership
from dengbu.casework.inputs import (
    Input,
    checked,
    field_of,
    fields_of,
    is_empty,
    missing_words,
)
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.service_views import RoleRule, ServiceView
from dengbu.casework.tax_vouchers import open_taxes, taxed
from dengbu.casework.values import CaseRequest, MaterialSource, PartyInput, Role
from dengbu.kernel.chinese import person_name
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import FaultCode, FaultList, Faults
from dengbu.kernel.identity import IdType, check_identity, is_minor
from dengbu.kernel.money import yuan
from dengbu.kernel.share import check_sum_is_one
from dengbu.register import api as register

ORIGINAL = MaterialSource.ORIGINAL
DELIVERIES = frozenset({"ELECTRONIC", "WINDOW", "POST"})
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}", re.ASCII)
CREDIT_IDS = frozenset({IdType.CREDIT_CODE, IdType.ORGANISATION_CODE, IdType.BUSINESS_LICENCE})
ACROSS = {
    Role.SELLER: (Role.BUYER,),
    Role.BUYER: (Role.SELLER, Role.NEW_MORTGAGEE),
    Role.NEW_MORTGAGEE: (Role.BUYER,),
    Role.MORTGAGOR: (Role.MORTGAGEE,),
    Role.MORTGAGEE: (Role.MORTGAGOR,),
}
"""Whose interests run against a role's: nobody acts for a ward from there (Civil Code 168)."""
MISSING = {
    "price": "请填写成交价格",
    "co_ownership": "请选择共有方式",
}
"""What is said where a field of the request as a whole is missing."""


def check_fields(
    request: CaseRequest, service: ServiceView, *, today: date
) -> tuple[CaseRequest, FaultList]:
    """The request with regular numbers and names, and all that is wrong with it."""
    faults = FaultList()
    parties = tuple(
        _party(p, f"parties.{i}", service, faults, today=today)
        for i, p in enumerate(request.parties)
    )
    regular = replace(
        request,
        parties=parties,
        price=_amount(request.price, "price", faults),
        tax_note=" ".join(request.tax_note.split()),
        inputs={
            slot: checked(given, slot, faults, today=today)
            for slot, given in request.inputs.items()
        },
    )
    key, longest = regular.submission_key, limits.SUBMISSION_KEY
    limits.within(key, longest, "提交编号", faults, field="submission_key")
    _required(regular, service, faults)
    _roles(regular, service, faults)
    _guardians(regular, faults, today=today)
    _tax(regular, service, faults)
    _co_ownership(regular, service, faults)
    _member(regular.delivery, DELIVERIES, "delivery", "请选择领证方式", faults)
    if regular.channel not in service.channels:
        said = f"“{service.title}”不能从这个渠道申请，请到窗口办"
        faults.add(FaultCode.NOT_SUPPORTED, said, field="channel")
    return regular, faults


def as_if_sound(request: CaseRequest, service: ServiceView) -> CaseRequest:
    """The request without what ``check_fields`` found wrong, for asking the rules about the rest.

    Everybody has signed who must, nobody stands in it twice, and a value outside its list stands as
    if it had not been stated: so one wrong field hides nothing that the register says.
    """
    signing = {rule.role for rule in service.roles if rule.signs}
    once: dict[tuple[str, ...], PartyInput] = {}
    for i, p in enumerate(request.parties):
        key = (p.role, p.id_type, p.id_no) if p.id_no else (str(i),)
        once[key] = replace(p, agreed=p.agreed or (key in once and once[key].agreed))
    kinds = _values(register.PartyType)
    parties = tuple(
        replace(
            p,
            agreed=p.agreed or p.role in signing,
            party_type=p.party_type if p.party_type in kinds else "1",
        )
        for p in once.values()
    )
    said = {slot: _of_lists(given) for slot, given in request.inputs.items()}
    return replace(request, parties=parties, inputs=said)


def _of_lists(given: Input) -> Input:
    """The input with what it says by default where a value stands outside its list."""
    wrong = {
        name: getattr(type(given)(), name)
        for name, field in fields_of(type(given)).items()
        if field.asked.codes is not None and getattr(given, name) not in field.asked.codes
    }
    return replace(given, **wrong)


def _values(codes: type[Enum]) -> set[str]:
    return {str(c.value) for c in codes}


def _member(
    value: str, allowed: Iterable[str], field: str, message: str, faults: FaultList
) -> bool:
    if value in allowed:
        return True
    faults.add(FaultCode.CODE_LIST, message, field=field)
    return False


def _party(
    party: PartyInput, at: str, service: ServiceView, faults: FaultList, *, today: date
) -> PartyInput:
    name = person_name(party.name)
    if not name:
        faults.add(FaultCode.REQUIRED, "请填写姓名或者名称", field=f"{at}.name")
    limits.within(name, limits.NAME, "姓名或者名称", faults, field=f"{at}.name")
    _member(
        party.party_type,
        _values(register.PartyType),
        f"{at}.party_type",
        "请选择是个人还是单位",
        faults,
    )
    rule = next((r for r in service.roles if r.role == party.role), None)
    if rule is None:
        said = f"“{service.title}”用不到这一方，请去掉"
        faults.add(FaultCode.CODE_LIST, said, field=f"{at}.role")
    elif rule.signs and not party.agreed:
        who = name or rule.called
        faults.add(FaultCode.REQUIRED, f"还差{who}的签字", field=f"{at}.agreed")
    if party.phone and PHONE.fullmatch(party.phone) is None:
        said = "电话号码不对，请填手机号或者带区号的座机"
        faults.add(FaultCode.PHONE_FORMAT, said, field=f"{at}.phone")
    id_no = party.id_no
    with faults.catch():
        id_no = check_identity(party.id_type, party.id_no, today=today, field=f"{at}.id_no")
        limits.within(id_no, limits.IDENTITY, "证件号码", faults, field=f"{at}.id_no")
    guardian_name, guardian_id_no = _guardian(party, at, faults, today=today)
    return replace(
        party,
        name=name,
        id_no=id_no,
        guardian_name=guardian_name,
        guardian_id_no=guardian_id_no,
    )


def _guardian(party: PartyInput, at: str, faults: FaultList, *, today: date) -> tuple[str, str]:
    """The guardian's name and number, both or neither."""
    name, id_no = " ".join(party.guardian_name.split()), party.guardian_id_no
    if not name and not id_no.strip():
        return "", ""
    if not name:
        faults.add(FaultCode.REQUIRED, "请填写监护人姓名", field=f"{at}.guardian_name")
    limits.within(name, limits.GUARDIAN_NAME, "监护人姓名", faults, field=f"{at}.guardian_name")
    with faults.catch():
        id_no = check_identity(IdType.RESIDENT_ID, id_no, today=today, field=f"{at}.guardian_id_no")
    return name, id_no


def _guardians(request: CaseRequest, faults: FaultList, *, today: date) -> None:
    """A guardian is somebody else, of full capacity, and not the other side of the deal."""
    for i, ward in enumerate(request.parties):
        guardian = ward.guardian_id_no
        if not guardian:
            continue
        across = request.of(*ACROSS.get(Role(ward.role), ())) if ward.role in set(Role) else ()
        said, article = "", CIVIL_CODE.of(27, confirmed=False)
        if guardian == ward.id_no:
            said = f"监护人不能是{ward.name}自己，请填监护人的身份证号"
        elif is_minor(guardian, today):
            said = f"{ward.guardian_name or '监护人'}还没有满18周岁，不能当监护人，请换成年的监护人"
        elif any(guardian in (p.id_no, p.guardian_id_no) for p in across):
            said = f"{ward.guardian_name or '监护人'}在这件里站在对方，不能同时替{ward.name}办"
            article = CIVIL_CODE.of(168, confirmed=False)
        if said:
            remedy = "请另一位监护人来办，或者由法院、居委会另行指定监护人"
            faults.add(
                FaultCode.PRECONDITION,
                said,
                field=f"parties.{i}.guardian_id_no",
                clause=article,
                remedy=remedy,
                data={"rule": "P15"},
            )


def _tax(request: CaseRequest, service: ServiceView, faults: FaultList) -> None:
    """Whoever says that the deed tax is settled says by which voucher or on what ground."""
    note = "完税凭证号或者免税依据"
    limits.within(request.tax_note, limits.TAX_NOTE, note, faults, field="tax_note")
    if "P16" not in service.preconditions:
        return
    if request.tax_cleared and not request.tax_note:
        said = "请填写完税凭证号，或者免税的依据；还没有缴的，选“受理后再缴”"
        faults.add(FaultCode.REQUIRED, said, field="tax_note")
    elif request.tax_cleared and (left := open_taxes(request.tax_note, taxed(service))):
        said = (
            f"这件有{len(taxed(service))}次转移，各有一笔契税，还差{'、'.join(left)}的"
            "完税凭证号或者免税依据；几张凭证之间用分号隔开"
        )
        faults.add(FaultCode.REQUIRED, said, field="tax_note")
    seen = any(m.code == TAX_VOUCHER and m.source == ORIGINAL for m in request.materials)
    if seen and not request.tax_cleared:
        said = (
            "契税凭证已经看过原件，契税请选“已缴清或免税”并填凭证号；还没有缴的，凭证请选“现在不交”"
        )
        faults.add(FaultCode.REQUIRED, said, field="tax_cleared")


def _roles(request: CaseRequest, service: ServiceView, faults: FaultList) -> None:
    for rule in service.roles:
        people = request.of(Role(rule.role))
        _count(rule, len(people), faults)
        seen: set[tuple[str, str]] = set()
        for i, party in enumerate(request.parties):
            if party.role != rule.role or not party.id_no:
                continue
            key = (party.id_type, party.id_no)
            if key in seen:
                said = f"{party.name}填了两次，请去掉一个"
                faults.add(FaultCode.CODE_LIST, said, field=f"parties.{i}.id_no")
            seen.add(key)


def _count(rule: RoleRule, count: int, faults: FaultList) -> None:
    label = rule.called
    if count < rule.least:
        said = f"请填写{label}"
        faults.add(FaultCode.REQUIRED, said, field="parties", data={"role": rule.role})
    elif count > rule.most:
        said = f"{label}最多{rule.most}个"
        faults.add(FaultCode.TOO_MANY_ITEMS, said, field="parties", data={"role": rule.role})


def _co_ownership(request: CaseRequest, service: ServiceView, faults: FaultList) -> None:
    """Of those who hold in the end; who holds on the way there holds alone or jointly."""
    role = acquiring(service)
    acquirers = [(i, p) for i, p in enumerate(request.parties) if p.role == role]
    if request.co_ownership and not _member(
        request.co_ownership,
        _values(register.CoOwnership),
        "co_ownership",
        "请选择共有方式",
        faults,
    ):
        return
    way = co_ownership(request, len(acquirers))
    if way is register.CoOwnership.BY_SHARES:
        _shares(acquirers, faults)
    elif any(p.share is not None for _, p in acquirers):
        said = "填了份额就要选“按份共有”；共同共有不填份额"
        faults.add(FaultCode.SHARE_FORMAT, said, field="co_ownership", clause=CIVIL_CODE.of(298))
    elif acquirers and (way is register.CoOwnership.SOLE) != (len(acquirers) == 1):
        said = "单独所有是一个人，共同共有至少两个人，请改选共有方式"
        faults.add(FaultCode.CODE_LIST, said, field="co_ownership")


def _shares(acquirers: list[tuple[int, PartyInput]], faults: FaultList) -> None:
    missing = [i for i, p in acquirers if p.share is None]
    for i in missing:
        said = "按份共有要写明每个人的份额，如“1/2”"
        faults.add(FaultCode.REQUIRED, said, field=f"parties.{i}.share", clause=CIVIL_CODE.of(298))
    if not missing and acquirers:
        shares = [p.share for _, p in acquirers if p.share]
        with faults.catch():
            check_sum_is_one(shares, field="parties")
        if lcm(*(share.denominator for share in shares)) > limits.WHOLE:
            said = "各人份额的分母相差太多，合不到一起，请换成简单些的分数"
            faults.add(FaultCode.SHARE_FORMAT, said, field="parties", clause=CIVIL_CODE.of(298))


def _amount(value: Decimal | None, field: str, faults: FaultList) -> Decimal | None:
    """An amount above nought in yuan and cents; a wrong one is noted and left as typed."""
    if value is None:
        return None
    try:
        regular = yuan(value, field=field)
    except Faults as error:
        faults.extend(error)
        return value
    if regular == 0:
        faults.add(FaultCode.MONEY_FORMAT, "金额要大于0，请核对", field=field)
    return regular


def _required(request: CaseRequest, service: ServiceView, faults: FaultList) -> None:
    for path in service.fields:
        slot, _, name = path.partition(".")
        value = getattr(request.inputs.get(slot), name, None) if name else getattr(request, slot)
        if is_empty(value):
            field = field_of(path)
            said = missing_words(field) if field is not None else MISSING[path]
            faults.add(FaultCode.REQUIRED, said, field=path)
