"""Who brings an order of a court or another body, and how it is known to be one (协助执行).

At the window the notice and the ruling come with two officers, each with a paper of his own
(法发〔2004〕5号). However else it comes, sent on line or brought by whoever gains by it, the court
itself must stand for it: its answer when it is asked, or its electronic seal on the file. So it is
with a decision by which a right ends although its holder does not apply (Civil Code 229).
"""

from collections.abc import Iterator
from datetime import datetime

from dengbu.casework.models import Channel
from dengbu.casework.service_views import ServiceView
from dengbu.casework.sharing import Shared
from dengbu.casework.values import CaseRequest, MaterialSource, Role
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import FaultCode, FaultList

PAPER = "of"  # the two officers' own papers
ORDER = "cp"  # the order and what it rests on
ORDERS = {
    "Seize": "seizure",
    "RenewSeizure": "renewal",
    "ReleaseSeizure": "release",
}
"""Acts that a public body orders, and the slot that says so."""
DISPOSES = "order"  # slot of a transfer that a court orders
ENDS = "ending"  # slot of a right that ends, by a decision or otherwise
BY_DECISION = "BY_DECISION"  # its ground where the holder need not apply (Civil Code 229)
WANTED = {
    "officer": "请填写执行人员的姓名",
    "officer_no": "请填写执行人员的工作证号",
    "second_officer": "请填写另一名执行人员的姓名，送达要两个人",
    "second_officer_no": "请填写另一名执行人员的工作证号",
}
UNSIGNED = (
    "{paper}上没有能核验的{organ}电子签章，法院也没有答复核实。请上传盖了电子签章的原文件，"
    "或者请法院点对点送达，也可以由两名执行人员带工作证到窗口送达"
)


def check_officers(request: CaseRequest, service: ServiceView) -> FaultList:
    """Everything that is missing of the two who bring an order to the window."""
    faults = FaultList()
    slots = [ORDERS[item.act] for item in service.items if item.act in ORDERS]
    if request.channel != Channel.WINDOW.value or not slots:
        return faults
    for slot in slots:
        _officers(request, service, slot, faults)
    return faults


def _officers(request: CaseRequest, service: ServiceView, slot: str, faults: FaultList) -> None:
    said = _said(request, slot)
    for name, words in WANTED.items():
        if not said[name]:
            faults.add(FaultCode.REQUIRED, words, field=f"{slot}.{name}")
    if said["officer_no"] and said["officer_no"] == said["second_officer_no"]:
        words = "两名执行人员的工作证号一样，请对照证件核对"
        faults.add(FaultCode.CODE_LIST, words, field=f"{slot}.second_officer_no")
    if not any(paper.code == PAPER and paper.source for paper in request.materials):
        name = next((r.name for r in service.materials if r.code == PAPER), "执行人员的工作证")
        faults.add(FaultCode.MATERIAL_MISSING, f"还差一样材料：{name}", field=f"materials.{PAPER}")


def _said(request: CaseRequest, slot: str) -> dict[str, str]:
    given = request.inputs.get(slot)
    return {name: getattr(given, name, "").strip() for name in WANTED}


def check_signature(
    request: CaseRequest, service: ServiceView, shared: Shared, *, office: str, now: datetime
) -> FaultList:
    """What is missing where no two officers bring the order: the court's answer or its seal."""
    faults = FaultList()
    at_window = request.channel == Channel.WINDOW.value
    slots = () if at_window else tuple(ORDERS[i.act] for i in service.items if i.act in ORDERS)
    if any(DISPOSES in item.slots for item in service.items):
        slots = (*slots, DISPOSES)
    if ends_by_decision(request):
        slots = (*slots, ENDS)
    for slot in slots:
        organ = getattr(request.inputs.get(slot), "organ", "").strip()
        if not organ:
            continue  # that it is missing is told
        if slot in (DISPOSES, ENDS) and at_window and any(_said(request, slot).values()):
            _officers(request, service, slot, faults)
        elif not shared.shares(ORDER) and not _sealed(request, organ, office=office, now=now):
            paper = next((r.name for r in service.materials if r.code == ORDER), "法律文书")
            said = UNSIGNED.format(paper=paper, organ=organ)
            faults.add(FaultCode.MATERIAL_MISSING, said, field=f"materials.{ORDER}")
    return faults


def ends_by_decision(request: CaseRequest) -> bool:
    """Whether a right is to end by a decision alone: one of its holders does not apply himself."""
    ground = getattr(request.inputs.get(ENDS), "ground", "")
    return ground == BY_DECISION and not all(p.agreed for p in request.of(Role.OWNER))


def _sealed(request: CaseRequest, organ: str, *, office: str, now: datetime) -> bool:
    names = (n for f in _files(request, office) for n in evidence.sealed_by(f, now=now))
    return any(organ in name or name in organ for name in names)


def _files(request: CaseRequest, office: str) -> Iterator[bytes]:
    """Uploaded orders, as they were kept."""
    for paper in request.materials:
        if paper.code == ORDER and paper.source == MaterialSource.UPLOAD and paper.sha256:
            kept = evidence.document(paper.sha256, office=office)
            if kept is not None:
                yield kept[0]
