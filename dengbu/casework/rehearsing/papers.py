"""Which papers are wanted, after what the register has, what departments answer, what is there."""

from dengbu.casework.materials import FROM_REGISTER
from dengbu.casework.rehearsing.views import Need, PaperAsked
from dengbu.casework.service_views import MaterialRule, ServiceView
from dengbu.casework.sharing import NOTHING, Shared
from dengbu.casework.values import CaseRequest, MaterialInput, MaterialSource
from dengbu.exchange.api import Outcome

ASKED_LATER = "先问部门，能查到的不用交"
SENT_ALONG = "选了上传：文件在送出去的时候一起传"
WAYS = {
    MaterialSource.ORIGINAL: "窗口看原件",
    MaterialSource.UPLOAD: "已经传上来",
    MaterialSource.PROMISE: "用承诺书代替",
}


def papers_asked(
    request: CaseRequest, service: ServiceView, shared: Shared = NOTHING
) -> tuple[PaperAsked, ...]:
    """Each paper of the service with what is to be done about it, those to bring first."""
    given = {paper.code: paper for paper in request.materials}
    found = [_asked(rule, given.get(rule.code), shared) for rule in service.materials]
    order = list(Need)
    return tuple(sorted(found, key=lambda paper: order.index(paper.need)))


def _asked(rule: MaterialRule, paper: MaterialInput | None, shared: Shared) -> PaperAsked:
    need, note = _need(rule, paper, shared)
    promise = rule.promise if need is Need.PROMISE else ""
    return PaperAsked(code=rule.code, name=rule.name, need=need, note=note, promise=promise)


def _need(rule: MaterialRule, paper: MaterialInput | None, shared: Shared) -> tuple[Need, str]:
    answer = shared.answers.get(rule.code)
    told = "；".join(answer.words) if answer is not None else ""
    if answer is not None and answer.shared:
        return Need.NOT_NEEDED, told or rule.note
    if paper is not None and paper.source == MaterialSource.UPLOAD and not paper.sha256:
        return Need.BRING, SENT_ALONG
    if paper is not None and paper.source:
        return Need.GIVEN, WAYS.get(MaterialSource(paper.source), told) if _known(paper) else told
    if MaterialSource.REGISTER in rule.sources:
        return Need.NOT_NEEDED, rule.note or FROM_REGISTER.get(rule.code, "登记簿上有")
    if not rule.required:
        return Need.IF_ANY, told or rule.note
    refused = answer is not None and answer.outcome is Outcome.NO_MATCH
    if rule.promise and MaterialSource.PROMISE in rule.sources and not refused:
        return Need.PROMISE, told or rule.note
    later = ASKED_LATER if rule.asks and answer is None else ""
    return Need.BRING, told or rule.note or later


def _known(paper: MaterialInput) -> bool:
    return paper.source in set(MaterialSource)
