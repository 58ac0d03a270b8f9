"""``dengbu catalogue``: the city's services, from TOML files to unchanging versions."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import (
    CatalogueError,
    Gap,
    check_catalogue,
    cities,
    load_catalogue,
)
from dengbu.kernel.chinese import SHANGHAI
from dengbu.site import guides
from dengbu.site.commands import catalogue_changes as changes
from dengbu.site.rehearsal import Rehearsed, rehearse, rehearse_inquiries

FOLDER = settings.CATALOGUE


def add_arguments(parser: ArgumentParser) -> None:
    """``check``, ``diff``, ``load``, ``plans``, ``rehearse``, ``guides``: write `docs/guides`."""
    parser.add_argument("verb", choices=["check", "diff", "load", "plans", "rehearse", "guides"])
    parser.add_argument("codes", nargs="*", help="services to rehearse; all if none is named")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--stale", action="store_true", help="guides: fail if they would change")
    parser.add_argument(
        "--changes", action="store_true", help="rehearse: what the files change, before and after"
    )
    parser.add_argument(
        "--from",
        dest="since",
        type=date.fromisoformat,
        help="load: the day from whose beginning it is in force (2027-01-01); without it at once",
    )
    parser.add_argument(
        "--on", type=date.fromisoformat, help="rehearse --changes: as on a day to come; else today"
    )
    parser.add_argument("--office", help="six-digit code; without it all offices")


def run(args: Namespace) -> int:
    """0 when sound, 1 with every gap: file, key, what is missing."""
    if args.verb == "check":
        return _checked(args.folder)
    if args.verb == "guides":
        return _guides(args.folder, stale=args.stale)
    try:
        codes = _offices(args.office)
        if args.verb == "rehearse" and args.changes:
            return changes.tried(args.folder, office=codes[0], now=_moment(args.on))
        if args.verb == "rehearse":
            return _rehearsed(args.codes, codes[0])
        if args.verb == "diff":
            return changes.told(args.folder, office=codes[0], now=timezone.now())
        for code in codes:
            if args.verb == "plans":
                changes.plans(office=code, now=timezone.now())
            else:
                _loaded(args.folder, code, args.since)
    except CatalogueError as error:
        return _told(error.gaps)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _checked(folder: Path) -> int:
    """Every gap; of a sound catalogue, how much of it was read."""
    gaps = check_catalogue(folder)
    if not gaps:
        services = len(list((folder / "services").glob("*.toml")))
        towns = "、".join(cities(folder))
        sys.stdout.write(f"{services} 项业务，城市 {towns}：没有毛病\n")
    return _told(gaps)


def _offices(named: str | None) -> list[str]:
    """The office that is named, or all. Raises ValueError for one that there is not."""
    known = [office.code for office in accounts.offices()]
    if named and named not in known:
        raise ValueError(f"没有机构 {named}；有的是：{'、'.join(known)}")
    return [named] if named else known


def _moment(day: date | None) -> datetime:
    """A moment of a day in office hours; of no day, now."""
    return datetime.combine(day, time(10), tzinfo=SHANGHAI) if day else timezone.now()


def _loaded(folder: Path, office: str, day: date | None) -> None:
    since = datetime.combine(day, time(), tzinfo=SHANGHAI) if day else None
    report = load_catalogue(folder, office=office, now=timezone.now(), since=since)
    for change, names in (("+", report.added), ("-", report.ended), ("x", report.dropped)):
        sys.stdout.writelines(f"{office} {change} {name}\n" for name in names)


def _guides(folder: Path, *, stale: bool) -> int:
    """Write the printed guides, or with ``stale`` only say which are not what the files say."""
    written = guides.pages(folder, city=guides.CITY, now=timezone.now())
    changed = [name for name, text in written.items() if guides.differs(name, text)]
    gone = [path.name for path in guides.FOLDER.glob("*.md") if path.name not in written]
    if stale:
        sys.stderr.writelines(f"stale: docs/guides/{name}\n" for name in (*changed, *gone))
        return 1 if changed or gone else 0
    guides.write({name: written[name] for name in changed}, gone)
    sys.stdout.write(f"{len(written)} guides, {len(changed)} written, {len(gone)} removed\n")
    return 0


def _rehearsed(codes: list[str], office: str) -> int:
    """Every service once from request to entry, a line each; 1 if one was not entered."""
    now = timezone.now()
    offered = casework.services(office=office, now=now)
    wanted = [s for s in offered if not codes or s.code in codes]
    known = {s.code for s in offered} | {casework.inquiry_terms(office=office, now=now).code}
    unknown = [code for code in codes if code not in known]
    sys.stderr.writelines(f"{code}：没有这项业务\n" for code in unknown)
    begun, wrong = perf_counter(), set()
    for done in rehearse(wanted, office=office, now=now, every_right=True) if wanted else ():
        wrong |= set() if done.entered else {done.code}
        mark = "✓" if done.entered else "✗"
        papers = f"{len(done.certificates)}本" if done.certificates else "—"
        sys.stdout.write(
            f"{mark} {done.code:<6} {done.fee:>7}元 {done.promised:<8} 登记{done.acts}项 {papers}"
            f" {done.seconds:5.2f}秒  {done.title}{_right(done)}\n"
        )
        sys.stdout.writelines(f"         {why}\n" for why in done.why)
    asked, unanswered = _inquired(codes, office, now)
    items, failed = len(wanted) + asked, len(wrong) + unanswered
    sys.stdout.write(
        f"共 {items} 项，办成 {items - failed} 项，用时 {perf_counter() - begun:.1f} 秒\n"
    )
    return 1 if failed or unknown or not items else 0


def _right(done: Rehearsed) -> str:
    return f"（权利类型{done.right}）"


def _inquired(codes: list[str], office: str, now: datetime) -> tuple[int, int]:
    """Every kind of query once in each capacity; how many kinds, and how many were not answered."""
    terms = casework.inquiry_terms(office=office, now=now)
    if codes and terms.code not in codes:
        return 0, 0
    failed = 0
    for done in rehearse_inquiries(terms, office=office, now=now):
        failed += bool(done.why)
        mark = "✗" if done.why else "✓"
        sys.stdout.write(
            f"{mark} {done.code:<6} {0:>7}元 {'当场办结':<8} 答复{len(done.numbers)}次 —"
            f" {done.seconds:5.2f}秒  {done.name}\n"
        )
        sys.stdout.writelines(f"         {why}\n" for why in done.why)
    return len(terms.kinds), failed


def _told(gaps: Iterable[Gap]) -> int:
    lines = [f"{gap}\n" for gap in gaps]
    sys.stderr.writelines(lines)
    return 1 if lines else 0
