"""What a replay carries as a leaf alone: acts that are no bookings; their rows stay behind."""

from dengbu.evidence import api as evidence

CARRIED = frozenset({"booking", evidence.ERASURE.rstrip(":")})
"""Names of leaves whose rows a replay writes, or that need none."""


def told_beside() -> str:
    """One line: how many leaves of which names have no rows here, so that nobody takes them for a
    break, nor for compared."""
    beside = {n: c for n, c in evidence.leaves_by_name().items() if n not in CARRIED}
    if not beside:
        return "日志里只有登簿，没有别的记录"
    each = "，".join(f"{name} {count}" for name, count in sorted(beside.items()))
    total = sum(beside.values())
    return f"另有 {total} 条记录重放只带日志里的叶子，原来的行在源库，要在那里核对：{each}"
