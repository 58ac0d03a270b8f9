"""Electronic certificates from values to sealed bytes, in two processes: page, glyphs, seal, proof.

The proof has the size of one in a log of ten million leaves. Nothing is read from a database:
what a certificate says is another bench's work (`as_of`).
"""

import multiprocessing
import time
from datetime import UTC, datetime
from functools import cache

from benchmarks.ground import report
from dengbu.casework.papers.glyphs import require_glyphs
from dengbu.casework.papers.render import Paper, Plan, PlanRoom, Row, render
from dengbu.evidence import api as evidence

PROCESSES, EACH, WARM = 2, 250, 10
PROOF = b"c2sp.org/tlog-proof@v1\n" + b"x" * 2_600
LABELS = "权利人 共有情况 坐落 不动产单元号 权利类型 权利性质 用途 面积 使用期限 权利其他状况 附记"
ROOM = ((0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (0.0, 4.0))


@cache
def _seal() -> evidence.Seal:
    now = datetime.now(UTC)
    return evidence.new_seal(evidence.new_authority("演示根", now=now), "岳阳（演示）", now=now)


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


def _made(n: int) -> bytes:
    paper = _paper(n)
    require_glyphs("".join([paper.issuer, paper.registrar, *(r.value for r in paper.rows)]))
    return evidence.seal_pdf(
        render(paper), _seal(), reason="颁发证书", attachments={"inclusion.tlog-proof": PROOF}
    )


def _work(first: int) -> tuple[float, float, int]:
    """Begin and end by the clock of the machine, and the bytes of the last."""
    for n in range(WARM):
        _made(first + n)
    begun = time.time()
    for n in range(EACH):
        content = _made(first + n)
    return begun, time.time(), len(content)


def main() -> None:
    """All sealed PDF by all processes, over the time from the first to the last."""
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        done = pool.map(_work, [1 + n * EACH for n in range(PROCESSES)], chunksize=1)
    seconds = max(end for _, end, _ in done) - min(begun for begun, _, _ in done)
    last = _made(1)
    (found,) = evidence.judge_pdf(last, authorities=[_seal().authority], now=datetime.now(UTC))
    if not found.good:
        raise SystemExit("a sealed certificate is not found good")
    report(
        "certificates",
        pdf_rate=round(PROCESSES * EACH / seconds, 1),
        bytes=done[0][2],
        processes=PROCESSES,
        made=PROCESSES * EACH,
    )
