"""What is sold before it is built: the developer beside its land, its permit and its contract.

A developer is known by its unified social credit code: its name may have changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dengbu.casework.compare_frame import NOTHING, names, row
from dengbu.casework.models import SharedFact
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.casework.views import CompareRow
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome
from dengbu.register import api as register

NO_LAND, NOT_COMPARED = "土地还没有登记", "没有可比的"


@dataclass(frozen=True, kw_only=True, slots=True)
class Presale:
    """What stands beside the request of a presale."""

    landholders: tuple[register.PartyRef, ...]  # none: the land is not registered
    permit: Mapping[str, str] | None  # what was told of it; None: nobody was asked
    permitted: bool = False


def is_presale(service: ServiceView, state: register.UnitState) -> bool:
    """Whether the service is the notice of a presale on what nobody owns so far."""
    kinds = {str(i.constants.get("kind")) for i in service.items if i.act == "EnterNotice"}
    return register.NoticeKind.PRESALE.value in kinds and state.ownership is None


def presale_of(land: register.UnitState, answers: Sequence[SharedFact]) -> Presale:
    """From the land below the home and the answers that are kept with the case."""
    held = land.ownership.holders if land.ownership is not None else ()
    permits = [r for r in answers if r.kind == exchange.PresalePermit.kind]
    return Presale(
        landholders=tuple(h.party for h in held),
        permit=permits[0].facts if permits else None,
        permitted=bool(permits) and all(r.outcome == Outcome.MATCH for r in permits),
    )


def seller_filed(filed: Mapping[str, str] | None) -> str:
    """Whether the contract that is filed names those who sell, by their numbers."""
    told = (filed or {}).get(exchange.CONTRACT_SELLERS)
    return f"网签备案的卖方{told}" if told else NOTHING


def presale_rows(request: CaseRequest, known: Presale, filed: str) -> Iterator[CompareRow]:
    """The developer, its code and its permit, each with what is known of it.

    ``filed``: what the contract that is filed says of the seller.
    """
    stated = request.of(Role.SELLER)
    same = _same(stated, known)
    yield row(
        "开发企业和土地权利人",
        names(p.name for p in stated),
        names(p.name for p in known.landholders) or NO_LAND,
        material=filed,
        same=same,
        differs="不是土地权利人",
        says=NOT_COMPARED if same is None else _renamed(stated, known) if same else "",
    )
    yield row(
        "统一社会信用代码",
        names(p.id_no for p in stated),
        names(p.id_no for p in known.landholders) or NO_LAND,
        material=filed,
        same=same,
        differs="和土地权利人的不一样",
        says=NOT_COMPARED if same is None else "",
    )
    yield _permit_row(known)


def _same(stated: Sequence[PartyInput], known: Presale) -> bool | None:
    if not known.landholders:
        return None
    return {(p.id_type, p.id_no) for p in stated} == {p.key for p in known.landholders}


def _renamed(stated: Sequence[PartyInput], known: Presale) -> str:
    """That one firm goes by two names; "" where it does not."""
    same = {p.name for p in stated} == {p.name for p in known.landholders}
    return "" if same else "代码一致，是同一家企业，名称不一样"


def _permit_row(known: Presale) -> CompareRow:
    told = known.permit or {}
    said = "，".join(told.values()) or ("没有查到" if known.permit is not None else NOTHING)
    return row(
        "商品房预售许可证",
        NOTHING,
        "不记载",
        material=said,
        same=None if known.permit is None else known.permitted,
        differs="没有查到准许预售这套房，请看许可证",
        says="准许预售" if known.permitted else "",
    )
