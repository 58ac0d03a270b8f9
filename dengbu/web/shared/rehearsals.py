"""A rehearsal (预演) on a page, the same on all faces: what comes first, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from dengbu.casework.api import rehearsing
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words

TENTHS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperGroup:
    """Papers of which the same is to be done."""

    label: str  # 要带
    papers: tuple[rehearsing.PaperAsked, ...]


def rehearsal_context(said: rehearsing.Rehearsal, *, now: datetime) -> Mapping[str, object]:
    """What `shared/rehearsal.html` reads."""
    signal, verdict = _verdict(said)
    return {
        "said": said,
        "verdict": verdict,
        "verdict_signal": signal.value,
        "groups": _groups(said),
        "when": _when(said.forecast, now),
        "how": _how(said.forecast),
        "rehearsed_at": said.at,
        "now": now,
    }


def _verdict(said: rehearsing.Rehearsal) -> tuple[Signal, str]:
    """The first sentence: whether it can be done, and how much is missing."""
    if said.blocks:
        return Signal.STOP, f"现在办不了：有 {len(said.blocks)} 处要先解决"
    if said.address and not said.possible:
        return Signal.WARN, f"能办，还差 {len(said.faults)} 样，都在下面"
    if said.address:
        return Signal.OK, "没有查到挡着的，能办"
    return Signal.INK, "这项业务要带什么、收多少钱、多久办好，都在下面"


def _groups(said: rehearsing.Rehearsal) -> tuple[PaperGroup, ...]:
    found = groupby(said.papers, key=lambda paper: paper.need)
    return tuple(PaperGroup(label=need.label, papers=tuple(papers)) for need, papers in found)


def _when(forecast: rehearsing.Forecast, now: datetime) -> str:
    """Between when and when it will likely be done; "" where nobody can say."""
    if forecast.low_at is None or forecast.high_at is None:
        return ""
    low, high = near_words(forecast.low_at, now), near_words(forecast.high_at, now)
    if low == high:
        return f"多半在{low}前后办好"
    day, _, moment = high.rpartition(" ")
    return f"多半在{low}到{moment if low.startswith(f'{day} ') else high}之间办好"


def _how(forecast: rehearsing.Forecast) -> str:
    """How that was found, or why nothing was."""
    if not forecast.known:
        past = f"最近只办过 {forecast.cases} 件" if forecast.cases else "最近没有办过"
        return f"同样的业务{past}，说不准具体几点，请看承诺的时间。"
    tax = "，也是受理以后再缴契税的" if forecast.waits_tax else ""
    likely = forecast.level // TENTHS
    words = f"看的是最近 {forecast.cases} 件同样的业务{tax}："
    words += f"10 件里至少有 {likely} 件在这段时间里办好。"
    record = forecast.record
    if record.tried:
        words += f"拿以前的件核对过：{record.tried} 件里有 {record.held} 件估对了。"
    return f"{words}这是估计，不是承诺。"
