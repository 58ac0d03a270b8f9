"""``dengbu demo``: offices and catalogue; in a demonstration also its city, each once."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.site.demonstration import load
from dengbu.site.models import Milestone

MADE_UP_CITY = "430600"  # the demonstration is of this city alone
CITY_LOADED = "demonstration"
MADE_UP = (
    "这个数据库装过演示数据，里面的人、房子和公开的密码都是编的，不能用来正式办公。\n"
    "请换一个：DENGBU_HOME=另一个目录，或 DATABASE_URL=另一个数据库；"
    "只看演示，请设 DENGBU_DEMO=1。\n"
)


def add_arguments(parser: ArgumentParser) -> None:
    """``--greet``: load nothing, print the accounts."""
    parser.add_argument("--greet", action="store_true", help="print the demonstration accounts")


def run(args: Namespace) -> int:
    """Load what is missing, or greet; 1 when this database may not be used here."""
    if args.greet:
        for line in _account_lines():
            _say(line)
        return 0
    loaded = Milestone.objects.filter(name=CITY_LOADED).exists()
    if loaded and not settings.DEMO:
        sys.stderr.write(MADE_UP)
        return 1
    if wrong := _unfit():
        sys.stderr.write(wrong)
        return 1
    accounts.load_offices(settings.CITIES / settings.CITY / "offices.toml")
    # What a demonstration tells of its last days went by the same guides.
    earlier = load.STORY if settings.DEMO and not loaded else timedelta()
    for office in accounts.offices():
        begun = timezone.now() - earlier
        load_catalogue(settings.CATALOGUE, office=office.code, now=begun)
        casework.seed_calendar(office.code)
    if settings.DEMO and not loaded:
        with transaction.atomic():  # stopped half-way, it leaves nothing and begins anew
            load.load_demonstration(timezone.now(), _say)
            Milestone.objects.create(name=CITY_LOADED, at=timezone.now())
    return 0


def _unfit() -> str:
    """Why the city that is named cannot be opened, "" if it can."""
    if settings.DEMO and settings.CITY != MADE_UP_CITY:
        return f"演示数据只有 {MADE_UP_CITY}；要开 {settings.CITY}，请设 DENGBU_DEMO=0\n"
    if not (settings.CITIES / settings.CITY / "offices.toml").is_file():
        there = "、".join(sorted(p.name for p in settings.CITIES.iterdir() if p.is_dir()))
        return f"{settings.CITIES} 里没有 {settings.CITY} 的 offices.toml；有的是：{there}\n"
    return ""


def _account_lines() -> Iterable[str]:
    return load.account_lines() if settings.DEMO else ()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
