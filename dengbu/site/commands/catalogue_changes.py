"""What ``dengbu catalogue diff``, ``plans`` and ``rehearse --changes`` print."""

import sys
from datetime import datetime
from pathlib import Path

from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI
from dengbu.site.rehearsal import effects

SHOWN = 6  # codes of services named in a line
LINE = 60  # characters of both values, that they stand on one line
LEAD = 16  # characters of what is the same, before and after what is not


def told(folder: Path, *, office: str, now: datetime) -> int:
    """What the files say otherwise than what is in force: the same change of many, once."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in casework.differences(folder, office=office, now=now):
        groups.setdefault((one.what, one.before, one.after), []).append(one.service)
    for (what, before, after), codes in groups.items():
        more = f" 等{len(codes)}项" if len(codes) > SHOWN else ""
        sys.stdout.write(f"{'、'.join(codes[:SHOWN])}{more}  {what}\n")
        old, new = apart(before, after)
        sys.stdout.write(f"    - {old}\n    + {new}\n")
    services = {code for codes in groups.values() for code in codes}
    sys.stdout.write(f"共 {len(services)} 项业务有变化\n" if services else "和现行的一样\n")
    return 0


def plans(*, office: str, now: datetime) -> None:
    """What is to be in force from a day to come."""
    for one in casework.planned(office=office, now=now):
        day = one.valid_from.astimezone(SHANGHAI)
        sys.stdout.write(
            f"{office} {day:%Y-%m-%d %H:%M} 起 {one.service} v{one.version} {one.title}\n"
        )


def tried(folder: Path, *, office: str, now: datetime) -> int:
    """Every changed service before and after; 1 if one would not be entered any more."""
    failed, same = 0, []
    for effect in effects(folder, office=office, now=now):
        rows, after = list(effect.rows), effect.after
        stopped = after is not None and not after.entered
        failed += stopped
        if not rows and not stopped:
            same.append(effect.code)
            continue
        sys.stdout.write(f"{'✗' if stopped else '✓'} {effect.code} {effect.title}\n")
        sys.stdout.writelines(f"    {line}\n" for row in rows for line in _row(*row))
        if after is not None and stopped:
            sys.stdout.writelines(f"    没有办成：{why}\n" for why in after.why)
    if same:
        sys.stdout.write(f"文件改了、办出来一样的 {len(same)} 项：{'、'.join(same)}\n")
    return 1 if failed else 0


def _row(what: str, old: str, new: str) -> list[str]:
    if "\n" not in old + new and len(old) + len(new) <= LINE:
        return [f"{what}：{old} → {new}"]
    before, after = apart(old, new)
    return [f"{what}：", f"    - {before}", f"    + {after}"]


def apart(before: str, after: str) -> tuple[str, str]:
    """Two texts from shortly before they part until shortly after they meet again, that whole."""
    least = min(len(before), len(after))
    head = next((i for i in range(least) if before[i] != after[i]), least)
    rest = least - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    start, stop = max(head - LEAD, 0), max(tail - LEAD, 0)

    def shown(text: str) -> str:
        middle = text[start : len(text) - stop].replace("\n", "⏎")
        return f"{'…' if start else ''}{middle}{'…' if stop else ''}"

    return shown(before), shown(after)
