"""The people of a request as the form shows them: known from the register, or to be named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import limits
from dengbu.kernel.fault import Fault
from dengbu.kernel.identity import IdType, is_minor, mask
from dengbu.web.shared.parts import Option, Person
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.signatures import is_dead
from dengbu.web.window.question import Question, options
from dengbu.web.window.typed import (
    ORGANISATION_PAPERS,
    ORGANISATION_ROLES,
    known_people,
    party_key,
    rows_for,
    rows_of,
)

ID_TYPES = (
    (IdType.RESIDENT_ID.value, "身份证"),
    (IdType.CREDIT_CODE.value, "统一社会信用代码"),
    (IdType.HK_MACAO_TAIWAN.value, "港澳台证件"),
    (IdType.PASSPORT.value, "护照"),
    (IdType.HOUSEHOLD_BOOK.value, "户口簿"),
    (IdType.OFFICER_CARD.value, "军官证"),
    (IdType.ORGANISATION_CODE.value, "组织机构代码"),
    (IdType.BUSINESS_LICENCE.value, "营业执照"),
    (IdType.OTHER.value, "其他"),
)
_ACQUIRERS = frozenset({casework.Role.BUYER, casework.Role.OWNER})


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRow:
    """One person of the request: known from the register, or typed."""

    path: str  # parties.0
    index: int
    role: str
    label: str  # 卖方
    number: int  # from 1 within the role, 0 when alone
    known: str  # key of a known person, else empty
    person: Person | None
    agreed: Question | None  # None: does not sign
    unsigned: str  # why not: 已经去世, 不用签字
    questions: tuple[Question, ...]  # who it is
    others: tuple[Question, ...]  # an organisation that is not on the list
    others_open: bool
    guardian: tuple[Question, ...]  # empty for organisations and grown-ups
    guardian_open: bool
    removable: bool


def parties(
    draft: casework.Draft,
    typed: Mapping[str, str],
    banks: Sequence[accounts.OrganisationView],
    *,
    today: date,
) -> tuple[PartyRow, ...]:
    """The people, known and typed, in the order of the form."""
    known = known_people(draft)
    rows = rows_of(typed)
    roles = [row.get("role", "") for row in rows]
    made = []
    for index, row in enumerate(rows):
        role, path = roles[index], f"parties.{index}"
        party = known.get((role, row.get("known", "")))
        least = next((r.least for r in draft.service.roles if r.role == role), 0)
        unsigned = _unsigned(
            draft.service, row, party.name if party else "", typed, alone=roles.count(role) == 1
        )
        listed = not party and role in ORGANISATION_ROLES and bool(banks)
        who = (
            _changing(path, role, row, draft.service)
            if party
            else _who(path, role, row, roles.count(role))
        )
        made.append(
            PartyRow(
                path=path,
                index=index,
                role=role,
                label=draft.service.called(role),
                number=roles[: index + 1].count(role) if roles.count(role) > 1 else 0,
                known=row.get("known", "") if party else "",
                person=_person(draft, party) if party else None,
                agreed=None if unsigned else _agreed(path, row),
                unsigned=unsigned,
                questions=_bank(path, row, banks) if listed else who,
                others=who if listed else (),
                others_open=bool(row.get("name") or row.get("id_no")),
                guardian=_guardian(path, row) if _may_be_minor(party, row, today) else (),
                guardian_open=bool(row.get("guardian_name") or row.get("guardian_id_no")),
                removable=(not party or least == 0) and roles.count(role) > least,
            )
        )
    return tuple(made)


def told(
    faults: Sequence[Fault], typed: Mapping[str, str], service: casework.ServiceView
) -> tuple[Fault, ...]:
    """The faults for the list at the top, where it must be said whom each is about."""
    roles = [row.get("role", "") for row in rows_of(typed)]
    return tuple(_told(fault, roles, service) for fault in faults)


def _told(fault: Fault, roles: Sequence[str], service: casework.ServiceView) -> Fault:
    where, _, rest = fault.field.partition(".")
    index = rest.partition(".")[0]
    if where != "parties" or not index.isdecimal() or int(index) >= len(roles):
        return fault
    role, place = roles[int(index)], int(index) + 1
    number = f" {roles[:place].count(role)}" if roles.count(role) > 1 else ""
    return replace(fault, message=f"{service.called(role)}{number}：{fault.message}")


def _may_be_minor(party: casework.PartyInput | None, row: Mapping[str, str], today: date) -> bool:
    """A guardian is asked for where one may be needed: the number says so, or is still blank."""
    if party is not None:
        return party.id_type == IdType.RESIDENT_ID.value and is_minor(party.id_no, today)
    return row.get("id_type") not in ORGANISATION_PAPERS


def _bank(
    path: str, row: Mapping[str, str], banks: Sequence[accounts.OrganisationView]
) -> tuple[Question, ...]:
    listed = ((bank.credit_code, bank.name) for bank in banks)
    return (
        Question(
            name=f"{path}.bank",
            label="哪家银行",
            kind="select",
            value=row.get("bank", ""),
            options=options((("", "请选，名称和代码自动带出"), *listed)),
        ),
    )


def _unsigned(
    service: casework.ServiceView,
    row: Mapping[str, str],
    known: str,
    typed: Mapping[str, str],
    *,
    alone: bool,
) -> str:
    """Why somebody does not sign; "" for who may. Of a home that passes by death the only holder
    is the dead, unless somebody else is named: the spouse of whom it is held."""
    role, dead = row.get("role", ""), typed.get("death.who", "")
    if alone and role == casework.Role.SELLER and service.passes_by_death and not dead.strip():
        return "已经去世"
    if is_dead(role, known or row.get("name", ""), dead):
        return "已经去世"
    return "不用签字" if service.only_names(role) else ""


def _agreed(path: str, row: Mapping[str, str]) -> Question:
    value = row.get("agreed", "")
    return Question(
        name=f"{path}.agreed", label="已签字", kind="checkbox", value=value, required=False
    )


def _who(path: str, role: str, row: Mapping[str, str], alike: int) -> tuple[Question, ...]:
    """Name and paper, and for people a telephone; for those who acquire, their share."""
    organised = row.get("id_type") in ORGANISATION_PAPERS

    def asked(name: str, label: str, longest: int | None, **more: Any) -> Question:
        at, value, most = f"{path}.{name}", row.get(name, ""), str(longest or "")
        return Question(name=at, label=label, value=value, maxlength=most, **more)

    papers = options(ID_TYPES)
    found = [
        asked("name", "名称" if organised else "姓名", limits.NAME),
        asked("id_type", "证件种类", None, kind="select", options=papers),
        asked("id_no", "证件号码", limits.IDENTITY),
    ]
    if not organised:
        found.append(asked("phone", "手机", limits.PHONE, kind="tel", required=False))
    if role in _ACQUIRERS:
        hint = "如 3/5" if alike > 1 else ""
        found.append(asked("share", "份额", limits.SHARE, hint=hint, required=False))
    return tuple(found)


def _changing(
    path: str, role: str, row: Mapping[str, str], service: casework.ServiceView
) -> tuple[Question, ...]:
    """What of somebody in the register is asked anew: the name that changes, or the share."""
    found: list[Question] = []
    if service.renames(role):
        hint = "没有改的不用填"
        for name, label, most in (
            ("name", "新的姓名、名称", limits.NAME),
            ("id_no", "新的证件号码", limits.IDENTITY),
        ):
            found.append(
                Question(
                    name=f"{path}.{name}",
                    label=label,
                    value=row.get(name, ""),
                    hint=hint,
                    required=False,
                    maxlength=str(most),
                )
            )
    if "co_ownership" in service.fields and role == casework.Role.OWNER:
        found.append(
            Question(
                name=f"{path}.share",
                label="份额",
                value=row.get("share", ""),
                hint="按份共有的要填，如 1/2",
                required=False,
                maxlength=str(limits.SHARE),
            )
        )
    return tuple(found)


def _guardian(path: str, row: Mapping[str, str]) -> tuple[Question, ...]:
    name, number = f"{path}.guardian_name", f"{path}.guardian_id_no"
    return (
        Question(
            name=name,
            label="监护人姓名",
            value=row.get("guardian_name", ""),
            required=False,
            maxlength=str(limits.GUARDIAN_NAME),
        ),
        Question(
            name=number,
            label="监护人身份证号",
            value=row.get("guardian_id_no", ""),
            required=False,
            maxlength=str(limits.IDENTITY),
        ),
        Question(
            name=f"{path}.guardian_promise",
            label="监护人已签《为被监护人利益承诺书》（《民法典》第35条）",
            kind="checkbox",
            value=row.get("guardian_promise", ""),
            required=False,
        ),
    )


def _person(draft: casework.Draft, party: casework.PartyInput) -> Person:
    organised = party.id_type in ORGANISATION_PAPERS
    asked = {
        "unit": draft.unit_code,
        "key": party_key(draft.unit_code, party.id_type, party.id_no),
        "for": draft.service.title,
    }
    return Person(
        name=party.name,
        role=draft.service.called(party.role),
        number=party.id_no if organised else mask(party.id_no),
        reveal="" if organised else f"{reverse('window:reveal')}?{urlencode(asked)}",
        note="登记簿上的记载，不用再填",
        share=party.share if isinstance(party.share, Fraction) else None,
        signal=Signal.OK,
    )


def addable(draft: casework.Draft, typed: Mapping[str, str]) -> tuple[Option, ...]:
    """Roles of which one more may be added; those that the register fills are whole.

    Who must consent is named by the register, so the button says who comes.
    """
    rows = rows_of(typed)
    there = [row.get("role") for row in rows]
    known = {row.get("role") for row in rows if row.get("known")}
    found = []
    for rule in draft.service.roles:
        label = f"加一位{rule.called}"
        if rule.role in casework.CONSENTING:
            missing = rows_for(rule.role, draft, rows)
            people = known_people(draft)
            who = "、".join(people[row["role"], row["known"]].name for row in missing)
            if who:
                found.append(Option(value=rule.role, label=f"{label}（{who}）"))
        elif there.count(rule.role) < rule.most and rule.role not in known:
            found.append(Option(value=rule.role, label=label))
    return tuple(found)
