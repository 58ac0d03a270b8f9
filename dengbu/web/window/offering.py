"""What can be done with a unit and what cannot: offers of casework as the parts show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from dengbu.casework import api as casework
from dengbu.kernel.clause import cited
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.web.shared.parts import CONSENTS, Act, Hindrance
from dengbu.web.window.strip import OpenCase

_BLOCK, _WARN, _PASS = "block", "warn", "pass"
_BAN = "P04"  # agreed with the bank; lifted by its consent as well as by the way round
_CODES = {"P03": FaultCode.UNIT_SEIZED, "P11": FaultCode.UNIT_BUSY, "P02": FaultCode.NOT_HOLDER}
_DONE = frozenset({"E06"})
"""What is simply done keeps nobody from anything: a registered home needs no first registration."""
_NOTHING = frozenset({"E04", "E05", "E09", "E10", "E14", "E21", "E23", "E39"})
"""Nothing of the kind is there: no reason of its own where something else bars it anyway."""
_KNOWN = frozenset({"P08", "P09", "P10", "P15"})
"""What a promise lifts or what merely stays: told beside the services that can be done."""
_WAYS = {"P04": "C09", "E04": "G10"}
"""For a block of this rule, the service that goes round it, when that one is possible."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """Services of one kind."""

    name: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What the clerk may choose, and what stands behind the rest."""

    acts: tuple[Act, ...]
    more: tuple["Family", ...]  # what is not asked for every day and can be done
    hindrances: tuple[Hindrance, ...]
    open: bool  # the chosen service is possible: its request is shown
    chosen: casework.Offer | None
    refusals: tuple[Fault, ...]  # why the chosen service is not possible
    looks: tuple[casework.CheckView, ...]  # what to look at in the chosen service
    open_cases: tuple[OpenCase, ...]


def choices(
    offers: Sequence[casework.Offer],
    *,
    unit_code: str,
    chosen: str,
    text: str,
    cases: Iterable[casework.CaseLine],
) -> Choices:
    """Offers as buttons and reasons; the same reasons of several services are said once."""
    possible = {o.service: o for o in offers if o.possible}
    daily = [o for o in offers if o.common or o.service == chosen]

    def href(service: str) -> str:
        asked = {"unit": unit_code, "service": service} | ({"q": text} if text else {})
        return f"{reverse('window:desk')}?{urlencode(asked)}#request"

    mine = next((o for o in offers if o.service == chosen), None)
    return Choices(
        acts=tuple(
            Act(label=o.title, href=href(o.service), chosen=o.service == chosen)
            for o in daily
            if o.possible
        ),
        more=_families((o for o in possible.values() if o not in daily), href),
        hindrances=tuple(
            _hindrance(
                titles,
                reason,
                possible.get(_WAYS.get(reason.code, "")),
                href,
            )
            for titles, reason in _grouped(daily)
        ),
        open=mine is not None and mine.possible,
        chosen=mine,
        refusals=_refusals(mine),
        looks=warnings(mine.reasons) if mine else (),
        open_cases=tuple(
            OpenCase(
                case_no=c.case_no,
                title=c.title,
                accepted_at=c.accepted_at,
                href=reverse("window:receipt", args=[c.case_no]),
            )
            for c in cases
        ),
    )


def _families(offers: Iterable[casework.Offer], href: Callable[[str], str]) -> tuple[Family, ...]:
    """Services under their headings, in the order in which the headings first come."""
    found: dict[str, list[Act]] = {}
    for offer in offers:
        acts = found.setdefault(offer.family, [])
        acts.append(Act(label=offer.title, href=href(offer.service)))
    return tuple(Family(name=name, acts=tuple(acts)) for name, acts in found.items())


def warnings(said: Iterable[casework.CheckView]) -> tuple[casework.CheckView, ...]:
    """What keeps nobody back and is still to be known."""
    return tuple(rule for rule in said if rule.effect not in {_BLOCK, _PASS})


def _grouped(
    offers: Sequence[casework.Offer],
) -> list[tuple[tuple[str, ...], casework.CheckView]]:
    """Each reason once, with the titles of the services that it bars, or bars without consent.

    Also what is to be known or promised for those that can be done.

    Whose consent would not help, since something else bars the service anyway, is not asked.
    """
    found: dict[tuple[str, str, str], tuple[list[str], casework.CheckView]] = {}
    for offer in offers:
        for reason in _bars(offer) or (offer.reasons if offer.possible else ()):
            if reason.effect == _BLOCK or _asks_consent(reason) or _is_known(reason):
                key = (reason.code, reason.message, reason.effect)
                titles, _ = found.setdefault(key, ([], reason))
                titles.append(offer.title)
    return [(tuple(dict.fromkeys(titles)), reason) for titles, reason in found.values()]


def _bars(offer: casework.Offer) -> list[casework.CheckView]:
    """Why a service is not possible; nothing of one that is simply done."""
    found = [reason for reason in offer.reasons if reason.effect == _BLOCK]
    if any(reason.code in _DONE for reason in found):
        return []
    return [reason for reason in found if reason.code not in _NOTHING] or found


def _is_known(reason: casework.CheckView) -> bool:
    return reason.effect == _WARN and reason.code in _KNOWN


def _asks_consent(reason: casework.CheckView) -> bool:
    return reason.effect == _WARN and reason.code in casework.LIFTED_BY


def _hindrance(
    titles: Sequence[str],
    reason: casework.CheckView,
    way: casework.Offer | None,
    href: Callable[[str], str],
) -> Hindrance:
    consent = _asks_consent(reason)
    said, remedy = reason.message.rstrip("。"), reason.remedy.rstrip("。")
    if consent and reason.code == _BAN:
        said = f"{said}。请{reason.facts.get('bank', '它')}一起来签字同意，就能直接过户"
    ways: tuple[Act, ...] = ()
    if way and remedy:
        bound = any(_asks_consent(r) for r in way.reasons)
        also = f"，也要有人同意，见“{CONSENTS}”" if bound else ""
        ways, remedy = (Act(label=f"{remedy}{also}", href=href(way.service)),), ""
    return Hindrance(
        what="、".join(titles),
        reason=f"{said}。{remedy}。" if remedy else f"{said}。",
        consent=consent,
        look=_is_known(reason),
        clause=cited(reason.clause),
        ways=ways,
    )


def _refusals(offer: casework.Offer | None) -> tuple[Fault, ...]:
    if offer is None:
        said = "没有这项业务，请在“现在能办”里选一项"
        return (Fault(code=FaultCode.NOT_SUPPORTED, message=said),)
    return tuple(
        Fault(
            code=_CODES.get(r.code, FaultCode.PRECONDITION),
            message=r.message,
            clause=cited(r.clause),
            remedy=r.remedy,
        )
        for r in offer.reasons
        if r.effect == _BLOCK
    )
