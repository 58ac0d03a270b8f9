"""``dengbu catalogue``: the city's services, from TOML files to unchanging versions."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import CatalogueError, Gap, check_catalogue, load_catalogue
from dengbu.site import guides
from dengbu.site.rehearsal import rehearse

FOLDER = settings.ROOT / "catalogue"


def add_arguments(parser: ArgumentParser) -> None:
    """``check``, ``load`` at every office or one, ``rehearse``, ``guides``: write `docs/guides`."""
    parser.add_argument("verb", choices=["check", "load", "rehearse", "guides"])
    parser.add_argument("codes", nargs="*", help="services to rehearse; all if none is named")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--stale", action="store_true", help="guides: fail if they would change")
    parser.add_argument("--office", help="six-digit code; without it all offices")


def run(args: Namespace) -> int:
    """0 when sound, 1 with every gap: file, key, what is missing."""
    if args.verb == "check":
        return _told(check_catalogue(args.folder))
    if args.verb == "rehearse":
        return _rehearsed(args.codes, args.office or accounts.offices()[0].code)
    if args.verb == "guides":
        return _guides(args.folder, stale=args.stale)
    codes = [args.office] if args.office else [office.code for office in accounts.offices()]
    try:
        for code in codes:
            report = load_catalogue(args.folder, office=code, now=timezone.now())
            for change, names in (("+", report.added), ("-", report.ended)):
                sys.stdout.writelines(f"{code} {change} {name}\n" for name in names)
    except CatalogueError as error:
        return _told(error.gaps)
    return 0


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
    wanted = [s for s in casework.services(office=office) if not codes or s.code in codes]
    begun, failed = perf_counter(), 0
    for done in rehearse(wanted, office=office, now=timezone.now()):
        failed += not done.entered
        mark = "✓" if done.entered else "✗"
        papers = f"{len(done.certificates)}本" if done.certificates else "—"
        sys.stdout.write(
            f"{mark} {done.code:<6} {done.fee:>7}元 {done.promised:<8} 登记{done.acts}项 {papers}"
            f" {done.seconds:5.2f}秒  {done.title}\n"
        )
        sys.stdout.writelines(f"         {why}\n" for why in done.why)
    sys.stdout.write(
        f"共 {len(wanted)} 项，办成 {len(wanted) - failed} 项，"
        f"用时 {perf_counter() - begun:.1f} 秒\n"
    )
    return 1 if failed or not wanted else 0


def _told(gaps: Iterable[Gap]) -> int:
    lines = [f"{gap}\n" for gap in gaps]
    sys.stderr.writelines(lines)
    return 1 if lines else 0
