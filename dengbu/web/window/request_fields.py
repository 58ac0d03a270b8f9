"""The fields of an accepted request, with what stands in them, for putting them right."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dengbu.casework import api as casework
from dengbu.casework.api import limits
from dengbu.kernel.identity import IdType, is_minor, mask
from dengbu.register import api as register
from dengbu.web.window.asking import question_of
from dengbu.web.window.question import Question, options
from dengbu.web.window.questions import DELIVERIES
from dengbu.web.window.typed import ORGANISATION_PAPERS, place_of, rows_at

_OBJECTION = "P08"  # an objection stands on the unit
_YES_NO = options((("yes", "是"), ("no", "否")))
_LONGEST = {
    "name": limits.NAME,
    "id_no": limits.IDENTITY,
    "phone": limits.PHONE,
    "share": limits.SHARE,
    "guardian_name": limits.GUARDIAN_NAME,
}
"""Of what is typed, by the last part of its path; amounts and days have a form of their own."""
_ACQUIRERS = frozenset({casework.Role.BUYER, casework.Role.OWNER})


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Fields that belong together."""

    title: str  # 卖方 周1
    questions: tuple[Question, ...]
    people: bool = True  # a person's; False: of the request as a whole

    def keeping(self, names: Collection[str]) -> "Group":
        """The group with only the named fields."""
        return replace(self, questions=tuple(q for q in self.questions if q.name in names))


def groups(
    view: casework.CaseView,
    typed: Mapping[str, str],
    *,
    wanted: Sequence[str] = (),
    today: date,
) -> tuple[Group, ...]:
    """Every field of the request; a guardian's also where `wanted` names one."""
    request = view.request
    called = {party.role: party.role_label for party in view.parties}
    named = {party.role for party in view.parties if party.only_named}
    people = [
        Group(
            title=f"{called.get(party.role, '')} {party.name}",
            questions=_party(
                f"parties.{n}", party, wanted, today=today, signs=party.role not in named
            ),
        )
        for n, party in enumerate(request.parties)
    ]
    matter = Group(title="申请内容", questions=_matter(view), people=False)
    found = [matter, *people, *_others(request, typed, called)]
    return tuple(replace(g, questions=_filled(g.questions, typed)) for g in found)


def _filled(asked: Sequence[Question], typed: Mapping[str, str]) -> tuple[Question, ...]:
    return tuple(replace(q, value=typed.get(q.name, q.value)) for q in asked)


def _matter(view: casework.CaseView) -> tuple[Question, ...]:
    request = view.request
    asked: list[Question] = []
    if request.price is not None:
        asked.append(_text("price", "成交价", request.price, kind="money"))
    if request.of(*_ACQUIRERS):
        ways = (("", "一人单独，多人共同"), ("2", "按份共有"))
        asked += [
            _choice("co_ownership", "怎么拥有", request.co_ownership, ways),
            _yes_no("separate_certificates", "每人一本证书", request.separate_certificates),
        ]
    objected = any(r.code == _OBJECTION and r.effect != "pass" for r in view.rules)
    if request.objection_risk_accepted or objected:
        who = "买方" if request.of(casework.Role.BUYER) else "抵押权人"
        label = f"{who}知悉异议登记，已签承诺书"
        asked.append(_yes_no("objection_risk_accepted", label, request.objection_risk_accepted))
    asked += _inputs(request, casework.service_version(view.service_id))
    if view.result:
        asked.append(_choice("delivery", "证书怎么领", request.delivery, DELIVERIES))
    firms = any(p.party_type == register.PartyType.ENTERPRISE for p in request.parties)
    if request.small_enterprise or (firms and any(f.amount for f in view.fees)):
        asked.append(_yes_no("small_enterprise", "小微企业，已签承诺", request.small_enterprise))
    return tuple(asked)


def _inputs(request: casework.CaseRequest, service: casework.ServiceView) -> list[Question]:
    """What was said of each act, and of a mortgage what its service asks and was left open."""
    wanted = (*service.fields, *service.optional)
    return [
        _shown(
            question_of(
                f"{slot}.{name}", field, casework.shown(getattr(given, name)), required=False
            )
        )
        for slot, given in request.inputs.items()
        for name, field in casework.fields_of(type(given)).items()
        if getattr(given, name) not in (None, "", ())
        or (slot in _WHOLE and (slot != "mortgage" or f"{slot}.{name}" in wanted))
    ]


def _shown(asked: Question) -> Question:
    """A question that the open request fills by itself, to be filled by hand here."""
    if asked.kind != "hidden":
        return asked
    return replace(asked, kind="text", label=f"{asked.label}的编号", hint="另填一份的才改")


_WHOLE = frozenset({"mortgage", "cancel"})
"""Slots of which also what was left open may be put right."""


def _party(
    at: str, party: casework.PartyInput, wanted: Sequence[str], *, today: date, signs: bool
) -> tuple[Question, ...]:
    organised = party.id_type in ORGANISATION_PAPERS
    number = party.id_no if organised else mask(party.id_no)
    hint = f"现在 {number}"
    asked = [
        _text(f"{at}.name", "名称" if organised else "姓名", party.name),
        Question(
            name=f"{at}.id_no",
            label="改证件号码",
            hint=hint,
            required=False,
            maxlength=str(limits.IDENTITY),
        ),
        _text(f"{at}.phone", "手机", party.phone, kind="tel", required=False),
    ]
    if party.role in _ACQUIRERS:
        asked.append(_text(f"{at}.share", "份额", party.share, required=False))
    if signs:
        asked.append(_yes_no(f"{at}.agreed", "在申请书上签了字", party.agreed))
    ward = party.id_type == IdType.RESIDENT_ID.value and is_minor(party.id_no, today)
    if ward or party.guardian_name or any(w.startswith(f"{at}.guardian") for w in wanted):
        asked += _guardian(at, party)
    return tuple(asked)


def _guardian(at: str, party: casework.PartyInput) -> list[Question]:
    hint = f"现在 {mask(party.guardian_id_no)}" if party.guardian_id_no else ""
    return [
        _text(f"{at}.guardian_name", "监护人姓名", party.guardian_name, required=False),
        Question(
            name=f"{at}.guardian_id_no",
            label="监护人身份证号",
            hint=hint,
            required=False,
            maxlength=str(limits.IDENTITY),
        ),
        _yes_no(
            f"{at}.guardian_promise", "监护人签了《为被监护人利益承诺书》", party.guardian_promise
        ),
    ]


def others_in(view: casework.CaseView, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows of people who were forgotten, as typed, in order."""
    known = len(view.request.parties)
    return [row for n, row in rows_at(typed).items() if n >= known]


def with_others(
    view: casework.CaseView, typed: Mapping[str, str], *, more: bool = False
) -> dict[str, str]:
    """The fields with forgotten people numbered on from those of the case, blank rows left out.

    So the place of each in the request is that in the form. ``more`` adds a blank row.
    """
    known = len(view.request.parties)
    named = [r for r in others_in(view, typed) if r.get("name", "").strip() or r.get("id_no", "")]
    rows = [*named, *([{"role": roles_of(view.request)[0]}] if more else [])]
    kept = {path: text for path, text in typed.items() if place_of(path) < known}
    for n, row in enumerate(rows, start=known):
        kept |= {f"parties.{n}.{name}": text for name, text in row.items()}
    return kept


def roles_of(request: casework.CaseRequest) -> list[str]:
    """Roles in which somebody may have been forgotten, most likely among those who acquire."""
    found = [party.role for party in request.parties if party.role not in casework.CONSENTING]
    return sorted(dict.fromkeys(found), key=lambda role: role not in _ACQUIRERS) or [""]


def _others(
    request: casework.CaseRequest, typed: Mapping[str, str], called: Mapping[str, str]
) -> list[Group]:
    known = len(request.parties)
    return [_another(request, n, called) for n in rows_at(typed) if n >= known]


def _another(request: casework.CaseRequest, n: int, called: Mapping[str, str]) -> Group:
    """One more person, who was forgotten; sides are ``called`` as the service calls them."""
    at = f"parties.{n}"
    roles = tuple((role, called[role]) for role in roles_of(request) if role)
    papers = tuple((t.value, t.label) for t in IdType)
    asked = (
        replace(
            _choice(f"{at}.role", "是哪一方", roles[0][0] if roles else "", roles), kind="select"
        ),
        _text(f"{at}.name", "姓名或者名称", ""),
        replace(_choice(f"{at}.id_type", "证件种类", "1", papers), kind="select"),
        _text(f"{at}.id_no", "证件号码", ""),
        _text(f"{at}.phone", "手机", "", kind="tel", required=False),
        _text(f"{at}.share", "份额", "", required=False),
        _yes_no(f"{at}.agreed", "在申请书上签了字", None),
    )
    return Group(title="漏了的人", questions=asked)


def _text(
    name: str,
    label: str,
    value: Decimal | Fraction | date | str | None,
    *,
    kind: str = "text",
    required: bool = True,
) -> Question:
    said = "" if value is None else str(value)
    return Question(
        name=name,
        label=label,
        kind=kind,
        value=said,
        required=required,
        maxlength=str(_LONGEST.get(name.rpartition(".")[2], limits.NAME)),
    )


def _choice(name: str, label: str, value: str, known: Sequence[tuple[str, str]]) -> Question:
    return Question(
        name=name, label=label, kind="chips", value=value, options=options(known), required=True
    )


def _yes_no(name: str, label: str, value: bool | None) -> Question:
    said = "" if value is None else ("yes" if value else "no")
    return Question(name=name, label=label, kind="chips", value=said, options=_YES_NO)
