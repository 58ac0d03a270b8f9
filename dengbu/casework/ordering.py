"""Who brings an order of a court or another body: two officers with their papers (协助执行).

At the window the notice and the ruling come with two officers, each with a paper of his own
(法发〔2004〕5号). An order that comes electronically, point to point, bears the court's signature
instead.
"""

from dengbu.casework.models import Channel
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.kernel.fault import FaultCode, FaultList

PAPER = "of"  # the two officers' own papers
ORDERS = {
    "Seize": "seizure",
    "RenewSeizure": "renewal",
    "ReleaseSeizure": "release",
}
"""Acts that a public body orders, and the slot that says so."""
WANTED = {
    "officer": "请填写执行人员的姓名",
    "officer_no": "请填写执行人员的工作证号",
    "second_officer": "请填写另一名执行人员的姓名，送达要两个人",
    "second_officer_no": "请填写另一名执行人员的工作证号",
}


def check_officers(request: CaseRequest, service: ServiceView) -> FaultList:
    """Everything that is missing of the two who bring an order to the window."""
    faults = FaultList()
    slots = [ORDERS[item.act] for item in service.items if item.act in ORDERS]
    if request.channel != Channel.WINDOW.value or not slots:
        return faults
    for slot in slots:
        given = request.inputs.get(slot)
        said = {name: getattr(given, name, "").strip() for name in WANTED}
        for name, words in WANTED.items():
            if not said[name]:
                faults.add(FaultCode.REQUIRED, words, field=f"{slot}.{name}")
        if said["officer_no"] and said["officer_no"] == said["second_officer_no"]:
            words = "两名执行人员的工作证号一样，请对照证件核对"
            faults.add(FaultCode.CODE_LIST, words, field=f"{slot}.second_officer_no")
    if not any(paper.code == PAPER and paper.source for paper in request.materials):
        name = next((r.name for r in service.materials if r.code == PAPER), "执行人员的工作证")
        faults.add(FaultCode.MATERIAL_MISSING, f"还差一样材料：{name}", field=f"materials.{PAPER}")
    return faults
