"""A question as typed, checked: everything that is wrong with it at once."""

from dataclasses import dataclass, replace
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.inquiry.terms import About, CapacityRule, InquiryTerms, KindRule, Standing
from dengbu.inquiry.values import Person, Question
from dengbu.kernel.chinese import SHANGHAI, normalise_code, person_name, visible
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import FaultCode, FaultList, Faults
from dengbu.kernel.identity import check_identity
from dengbu.kernel.numbers import CertificateNumber
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

LONGEST_NAME = 100
LONGEST_PURPOSE = 100
SHORTEST_PURPOSE = 4
LONGEST_LETTER = 100
MOST_PEOPLE = 8
ONLINE = frozenset({"O", "M"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A question that can be understood."""

    question: Question  # normalised; ``people`` says who is asked about
    kind: KindRule
    capacity: CapacityRule
    unit_code: str  # "": about people
    certificate: str  # in storage form; "": none was named


def read(question: Question, terms: InquiryTerms, *, actor: accounts.Actor, now: datetime) -> Read:
    """The question, its kind, its capacity and its place. Raises `Faults`, all at once."""
    faults = FaultList()
    kind = terms.kind(question.kind)
    capacity = terms.capacity(question.capacity)
    if kind is None or question.channel not in kind.channels:
        faults.add(FaultCode.CODE_LIST, "请选要查什么", field="kind")
    if capacity is None or (kind is not None and capacity.code not in kind.capacities):
        faults.add(FaultCode.CODE_LIST, "请选以什么身份来查", field="capacity")
    if kind is None or capacity is None or faults:
        raise Faults(faults.faults)  # the rest depends on what is asked, and in which capacity
    online = question.channel in ONLINE
    if online and not capacity.online:
        said = f"以“{capacity.name}”的身份查要看材料原件，请到窗口"
        faults.add(FaultCode.CODE_LIST, said, field="capacity")
    asker = _person(question.asker, "asker", faults, now)
    agent = _agent(question, kind, faults, now)
    people = _people(question, kind, capacity, asker, faults, now)
    unit_code, certificate = _place(question, kind, faults)
    _purpose(question, faults)
    _organ(question, capacity, faults)
    if not online:
        _papers(question, capacity, faults)
    faults.raise_if_any()
    found = replace(
        question,
        asker=asker,
        agent=agent,
        people=people,
        purpose=" ".join(visible(question.purpose).split()),
    )
    return Read(
        question=found, kind=kind, capacity=capacity, unit_code=unit_code, certificate=certificate
    )


def _person(person: Person, at: str, faults: FaultList, now: datetime) -> Person:
    name = person_name(person.name)
    if not name:
        faults.add(FaultCode.REQUIRED, "请填写姓名", field=f"{at}.name")
    elif len(name) > LONGEST_NAME:
        said = f"姓名最多 {LONGEST_NAME} 个字"
        faults.add(FaultCode.TOO_LONG, said, field=f"{at}.name")
    number = person.id_no
    today = now.astimezone(SHANGHAI).date()
    if not normalise_code(number):
        faults.add(FaultCode.REQUIRED, "请填写证件号码", field=f"{at}.id_no")
        return Person(name=name, id_type=person.id_type, id_no="")
    with faults.catch(at):
        number = check_identity(person.id_type, number, today=today, field="id_no")
    return Person(name=name, id_type=person.id_type, id_no=number)


def _agent(question: Question, kind: KindRule, faults: FaultList, now: datetime) -> Person | None:
    if question.agent is None:
        if kind.agent:
            said = "委托查询要写明受托人，受托人凭委托书和身份证来查"
            faults.add(FaultCode.REQUIRED, said, field="agent.name")
        return None
    return _person(question.agent, "agent", faults, now)


def _people(
    question: Question,
    kind: KindRule,
    capacity: CapacityRule,
    asker: Person,
    faults: FaultList,
    now: datetime,
) -> tuple[Person, ...]:
    """Who is asked about: those who are named, else the asker where he asks about himself."""
    named = tuple(
        _person(person, f"people.{i}", faults, now) for i, person in enumerate(question.people)
    )
    if len(named) > MOST_PEOPLE:
        said = f"一次最多查 {MOST_PEOPLE} 个人"
        faults.add(FaultCode.TOO_MANY_ITEMS, said, field="people")
    own = capacity.stands is Standing.REGISTERED
    if own and kind.about in (About.PERSON, About.HOUSING):
        online = question.channel in ONLINE
        if online and named:
            faults.add(FaultCode.CODE_LIST, "网上只能查本人", field="people")
        return (asker, *(p for p in named if p.key != asker.key))
    wanted = capacity.stands is Standing.INSTEAD or kind.about in (About.PERSON, About.HOUSING)
    if wanted and not named:
        said = "请写明查的是谁：姓名和证件号码"
        faults.add(FaultCode.REQUIRED, said, field="people.0.name")
    return named


def _place(question: Question, kind: KindRule, faults: FaultList) -> tuple[str, str]:
    """The unit and the certificate that are named, whichever was typed."""
    if kind.about in (About.PERSON, About.HOUSING):
        return "", ""
    typed = normalise_code(question.place)
    if not typed:
        said = "请写坐落、不动产权证书号，或者28位不动产单元号"
        faults.add(FaultCode.REQUIRED, said, field="place")
        return "", ""
    if typed[:1].isdigit():
        if kind.about is About.PAPERS:
            said = "复印档案要写证书号，一本证对应一次登记"
            faults.add(FaultCode.CERTIFICATE_NUMBER_FORMAT, said, field="place")
            return "", ""
        with faults.catch("place"):
            return str(UnitCode.parse(typed)), ""
        return "", ""
    if "不动产" not in typed:  # in every number of a certificate or proof
        faults.add(
            FaultCode.UNIT_UNKNOWN,
            f"没有找到“{question.place.strip()[:40]}”：坐落换一段再找，或者写证书号、28位单元号",
            field="place",
        )
        return "", ""
    with faults.catch():
        number = str(CertificateNumber.parse(typed, field="place"))
        view = register.certificate(number)
        if view is not None:
            return view.unit_code, number
        faults.add(FaultCode.NOT_FOUND, f"没有编号为 {number} 的证书，请核对", field="place")
    return "", ""


def _purpose(question: Question, faults: FaultList) -> None:
    words = " ".join(visible(question.purpose).split())
    if len(words) < SHORTEST_PURPOSE:
        said = f"请写明查询的用途，至少 {SHORTEST_PURPOSE} 个字，房产的权利人看得到"
        faults.add(FaultCode.PURPOSE_MISSING, said, field="purpose", clause=CIVIL_CODE.of(219))
    elif len(words) > LONGEST_PURPOSE:
        said = f"用途最多写 {LONGEST_PURPOSE} 个字，现在是 {len(words)} 个"
        faults.add(FaultCode.TOO_LONG, said, field="purpose")


def _organ(question: Question, capacity: CapacityRule, faults: FaultList) -> None:
    for name, value, label in (
        ("organ", question.organ, "机关名称"),
        ("document_no", question.document_no, "协助查询通知书的文号"),
    ):
        if capacity.organ and not value.strip():
            faults.add(FaultCode.REQUIRED, f"请填写{label}", field=name)
        elif len(value) > LONGEST_LETTER:
            faults.add(FaultCode.TOO_LONG, f"{label}最多 {LONGEST_LETTER} 个字", field=name)


def _papers(question: Question, capacity: CapacityRule, faults: FaultList) -> None:
    wanted = [*capacity.papers]
    if question.agent is not None:
        wanted += ["委托书", "受托人的身份证明"]
    for paper in wanted:
        if paper not in question.papers:
            said = f"还差一样材料：{paper}"
            faults.add(FaultCode.MATERIAL_MISSING, said, field=f"papers.{paper}")


AGENT_PAPERS = ("委托书", "受托人的身份证明")
