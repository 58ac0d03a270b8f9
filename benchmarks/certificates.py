"""Electronic certificates, PDF and OFD, from values to sealed bytes, in two processes.

The proof has the size of one in a log of ten million leaves. Nothing is read from a database:
what a certificate says is another bench's work (`as_of`).
"""

import multiprocessing
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding

from benchmarks.ground import report
from dengbu.casework.papers.fixed.certificate import certificate_pages
from dengbu.casework.papers.glyphs import require_glyphs
from dengbu.casework.papers.render import Paper, Plan, PlanRoom, Row, render
from dengbu.evidence import api as evidence

PROCESSES, EACH, WARM = 2, {"pdf": 250, "ofd": 750}, 10
DER = Encoding.DER
PROOF_NAME = "inclusion.tlog-proof"
PROOF = {PROOF_NAME: b"c2sp.org/tlog-proof@v1\n" + b"x" * 2_600}
LABELS = "权利人 共有情况 坐落 不动产单元号 权利类型 权利性质 用途 面积 使用期限 权利其他状况 附记"
ROOM = ((0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (0.0, 4.0))


@cache
def _seal() -> evidence.Seal:
    now = datetime.now(UTC)
    return evidence.new_seal(evidence.new_authority("演示根", now=now), "岳阳（演示）", now=now)


@cache
def _electronic() -> tuple[evidence.Sm2Authority, evidence.ElectronicSeal]:
    now = datetime.now(UTC)
    authority = evidence.new_sm2_authority("演示根", now=now)
    return authority, evidence.new_electronic_seal(authority, "岳阳（演示）", now=now)


def _paper(n: int) -> Paper:
    said = f"岳阳楼区枫林路{n}号金桂花园6栋2单元502室"
    return Paper(
        title="不动产权证书",
        subtitle="电子证书",
        number=f"湘（2026）岳阳市不动产权第{n:07d}号",
        formula="根据《中华人民共和国民法典》等法律法规，准予登记，颁发此证。",
        rows=tuple(Row(label=label, value=said) for label in LABELS.split()),
        plan=Plan(
            caption="第5层，502室",
            width=12.0,
            height=8.0,
            outline=((0.0, 0.0), (12.0, 0.0), (12.0, 8.0), (0.0, 8.0)),
            rooms=tuple(
                PlanRoom(name=name, outline=ROOM, centre=(3.0, 2.0)) for name in ("客厅", "卧室")
            ),
        ),
        entered="2026年11月26日 10:06",
        registrar="段俊",
        issuer="岳阳市不动产登记中心",
        issued="2026年11月26日",
        check="4B49 5A2B 83C9 C0D3",
        url=f"https://example.invalid/check/?no={n}&code=4B495A2B83C9C0D3",
        seal="岳阳（演示）",
    )


def _printable(n: int) -> Paper:
    paper = _paper(n)
    require_glyphs("".join([paper.issuer, paper.registrar, *(r.value for r in paper.rows)]))
    return paper


def _pdf(n: int, carried: Mapping[str, bytes]) -> bytes:
    made = render(_printable(n))
    return evidence.seal_pdf(made, _seal(), reason="颁发证书", attachments=carried)


def _ofd(n: int, carried: Mapping[str, bytes]) -> bytes:
    pages, now = certificate_pages(_printable(n)), datetime.now(UTC)
    return evidence.seal_ofd(pages, _electronic()[1], now=now, attachments=carried)


MADE: dict[str, Callable[[int, Mapping[str, bytes]], bytes]] = {"pdf": _pdf, "ofd": _ofd}


def proved(form: str, n: int, carried: Mapping[str, bytes]) -> bytes:
    """The n-th certificate in a form, with what is to be attached to it."""
    return MADE[form](n, carried)


def seals() -> tuple[evidence.Seal, evidence.Sm2Authority, evidence.ElectronicSeal]:
    """With what they are sealed, and who made it."""
    return (_seal(), *_electronic())


@dataclass(frozen=True, slots=True)
class Done:
    """What one process did."""

    begun: float  # by the clock of the machine
    ended: float
    cpu: float  # seconds
    size: int  # bytes of the last


def _work(form: str, first: int) -> Done:
    made = MADE[form]
    for n in range(WARM):
        made(first + n, PROOF)
    begun, cpu = time.time(), time.process_time()
    for n in range(EACH[form]):
        content = made(first + n, PROOF)
    return Done(begun, time.time(), time.process_time() - cpu, len(content))


def _measured(form: str) -> dict[str, float]:
    """All by all processes, over the time from the first to the last."""
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        firsts = [(form, 1 + n * EACH[form]) for n in range(PROCESSES)]
        done = pool.starmap(_work, firsts, chunksize=1)
    seconds = max(one.ended for one in done) - min(one.begun for one in done)
    made = PROCESSES * EACH[form]
    return {
        f"{form}_rate": round(made / seconds, 1),
        f"{form}_cpu_ms": round(sum(one.cpu for one in done) / made * 1000, 2),
        f"{form}_bytes": done[0].size,
        f"{form}_made": made,
    }


def main() -> None:
    """PDF, then OFD; the last of each is judged, and what is not good counts for nothing."""
    figures = {**_measured("pdf"), **_measured("ofd")}
    authorities = [_seal().authority.public_bytes(DER), _electronic()[0].certificate]
    for made in MADE.values():
        (found,) = evidence.judge_file(
            made(1, PROOF), authorities=authorities, now=datetime.now(UTC)
        )
        if not found.good:
            raise SystemExit("a sealed certificate is not found good")
    report("certificates", processes=PROCESSES, **figures)
