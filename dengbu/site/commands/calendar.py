"""``dengbu calendar``: the holidays and make-up days of a year, once the State Council announced
them (《全国年节及纪念日放假办法》): deadlines that reach into the year are computed again.

The file is TOML:

    year = 2027
    source = "国办发明电〔2026〕9号"
    holidays = [2027-01-01, 2027-02-05]   # working days that are free
    workdays = [2027-02-20]               # Saturdays and Sundays that are worked
"""

import sys
import tomllib
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework

KEYS = {"year": int, "source": str, "holidays": list, "workdays": list}
SATURDAY = 5
MOST = 60  # days of a year that differ from its weekdays: far above any announcement
LONGEST_SOURCE = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """A year as announced."""

    year: int
    source: str
    days: dict[date, bool]  # what differs from the weekdays: free False, worked True


def add_arguments(parser: ArgumentParser) -> None:
    """``announce FILE``, at all offices or at one."""
    parser.add_argument("verb", choices=["announce"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--office", help="six-digit code; without it all offices")
    parser.add_argument("--check", action="store_true", help="say what is wrong, change nothing")


def run(args: Namespace) -> int:
    """0 when entered, 1 with everything that is wrong in the file."""
    found, wrong = read(args.file)
    if found is None:
        sys.stderr.writelines(f"{args.file}: {said}\n" for said in wrong)
        return 1
    offices = [args.office] if args.office else [office.code for office in accounts.offices()]
    for office in () if args.check else offices:
        report = casework.announce_year(
            found.year, found.days, office=office, source=found.source, now=timezone.now()
        )
        sys.stdout.write(
            f"{office} {report.year}年：{report.days - 1} 天和平常不一样，"
            f"{report.cases} 件的期限重新算过\n"
        )
    return 0


def read(file: Path) -> tuple[Announced | None, list[str]]:
    """The year that a file announces, or everything that is wrong in it."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [f"读不出来：{error}"]
    wrong = [
        f"要有 {key}" if key not in table else f"{key} 要写成 {kind.__name__}"
        for key, kind in KEYS.items()
        if type(table.get(key)) is not kind
    ]
    wrong += [f"不认识 {key}" for key in table if key not in KEYS]
    if wrong:
        return None, wrong
    wrong = [*_head(table), *_days(table)]
    if wrong:
        return None, wrong
    days = dict.fromkeys(table["holidays"], False) | dict.fromkeys(table["workdays"], True)
    return Announced(year=table["year"], source=table["source"].strip(), days=days), []


def _head(table: dict[str, Any]) -> list[str]:
    found = []
    if not table["source"].strip():
        found.append("source 要写通知的文号，谁都能去核对")
    if len(table["source"]) > LONGEST_SOURCE:
        found.append(f"source 最多 {LONGEST_SOURCE} 个字")
    if not 2000 <= table["year"] <= 2100:
        found.append(f"year 不像一个年份：{table['year']}")
    return found


def _days(table: dict[str, Any]) -> list[str]:
    found = []
    listed = [("holidays", day) for day in table["holidays"]]
    listed += [("workdays", day) for day in table["workdays"]]
    if len(listed) > MOST:
        found.append(f"一年最多 {MOST} 天和平常不一样，这里有 {len(listed)} 天")
    seen: set[date] = set()
    for key, day in listed:
        if type(day) is not date:
            found.append(f"{key} 里的 {day!r} 不是日期，写成 {table['year']}-02-05")
        elif day.year != table["year"]:
            found.append(f"{key} 里的 {day} 不在 {table['year']} 年")
        elif day in seen:
            found.append(f"{day} 写了两次")
        elif (day.weekday() >= SATURDAY) is (key == "holidays"):
            usual = "周末本来就不上班" if key == "holidays" else "这天本来就上班"
            found.append(f"{key} 里的 {day}：{usual}，不用写")
        if type(day) is date:
            seen.add(day)
    return found
