"""What ``dengbu catalogue diff``, ``plans`` and ``rehearse --changes`` print."""

import sys
from datetime import datetime
from pathlib import Path

from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI
from dengbu.site.rehearsal import effects

SHOWN = 6  # codes of services named in a line
WIDEST = 60  # characters of a value


def told(folder: Path, *, office: str, now: datetime) -> int:
    """What the files say otherwise than what is in force: the same change of many, once."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in casework.differences(folder, office=office, now=now):
        groups.setdefault((one.what, one.before, one.after), []).append(one.service)
    for (what, before, after), codes in groups.items():
        more = f" 等{len(codes)}项" if len(codes) > SHOWN else ""
        sys.stdout.write(f"{'、'.join(codes[:SHOWN])}{more}  {what}\n")
        sys.stdout.write(f"    - {_short(before)}\n    + {_short(after)}\n")
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
    failed = 0
    for effect in effects(folder, office=office, now=now):
        failed += effect.after is not None and not effect.after.entered
        sys.stdout.write(f"{effect.code} {effect.title}\n")
        rows = list(effect.rows) or [("预演的结果", "一样", "一样")]
        sys.stdout.writelines(f"    {what}：{old} → {new}\n" for what, old, new in rows)
    return 1 if failed else 0


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
