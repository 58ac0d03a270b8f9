"""What departments contradict of a request: its examiner will see it, so it is told before."""

from collections.abc import Mapping, Sequence

from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.rehearsing.views import Need, PaperAsked
from dengbu.casework.sharing import Shared
from dengbu.casework.sharing_words import CODE
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import CheckView
from dengbu.exchange.api import Outcome
from dengbu.kernel.clause import REGULATION

AGAINST = frozenset({Outcome.NO_MATCH, Outcome.WRONG_PERSON})
UNPAID = "请核对完税凭证；还没有缴的，契税选“受理后再缴”，缴清了才能登簿"
LOOK_AGAIN = "请核对交来的这一份；部门的记载有错的，请先到那里更正"


def doubted(
    request: CaseRequest, papers: Sequence[PaperAsked], shared: Shared
) -> Mapping[str, CheckView]:
    """By code of the paper, what is said to be there though its department says otherwise.

    No bar: an officer who saw the paper may be right. Of what is still to come nothing is doubted.
    """
    there = {paper.code for paper in papers if paper.need is Need.GIVEN}
    if request.tax_cleared:
        there.add(TAX_VOUCHER)
    return {
        code: _look(code, "；".join(answer.words))
        for code, answer in shared.answers.items()
        if code in there and answer.outcome in AGAINST and answer.words
    }


def _look(code: str, words: str) -> CheckView:
    tax = code == TAX_VOUCHER
    return CheckView(
        code=CODE,
        effect="warn",
        message=f"填的是契税已缴清或免税，但{words}" if tax else words,
        clause=str(REGULATION.of(24)),
        remedy=UNPAID if tax else LOOK_AGAIN,
    )
