"""``dengbu bench [NAME]``: the benchmarks, in databases of their own."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from psycopg.conninfo import conninfo_to_dict

from dengbu.site import server, target

DATABASE = "dengbu_bench"
LARGE = "dengbu_large_bench"
ON_LARGE = ("growth", "as_of", "audit", "national_day")  # in this order: the last one writes
ON_STOCK = ("import_register",)  # empties the register of its database
STOCK = "dengbu_stock_bench"
ON_LISTS = ("queues",)  # writes a million cases
LISTS = "dengbu_queues_bench"
SMALL = "dengbu_small_bench"  # what the large register is compared with
SUPERUSER = "postgres"  # of the embedded server


def add_arguments(parser: ArgumentParser) -> None:
    """Which; all when none is named."""
    parser.add_argument("names", nargs="*", metavar="NAME")


def run(args: Namespace) -> int:
    """The benchmarks named, those of the large register after the others; the first failure."""
    large = [name for name in ON_LARGE if name in args.names or not args.names]
    stock = [name for name in ON_STOCK if name in args.names or not args.names]
    lists = [name for name in ON_LISTS if name in args.names or not args.names]
    apart = (*ON_LARGE, *ON_STOCK, *ON_LISTS)
    others = [name for name in args.names if name not in apart]
    if (others or not args.names) and (status := _run(DATABASE, others)):
        return status
    if stock and (status := _run(STOCK, stock)):
        return status
    if lists and (status := _run(LISTS, lists)):
        return status
    return _run(LARGE, large) if large else 0


def _run(database: str, names: list[str]) -> int:
    """Migrate the database, then run ``python -m benchmarks NAME ...`` on it.

    The benchmarks connect as the application (``DATABASE_URL``); floors that alter tables find the
    owner's address in ``DENGBU_OWNER_URL``, and what writes a register set-wise that of someone who
    may put triggers to sleep in ``DENGBU_LOADER_URL``.
    """
    try:
        place = target.find(database)
    except target.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    owner = place.owner["DATABASE_URL"]
    name = str(conninfo_to_dict(owner).get("dbname", ""))
    if not name.endswith("bench"):
        sys.stderr.write(f"基准测试会写入大量数据：数据库名须以 bench 结尾，现在是 {name}。\n")
        return 2
    loader = owner
    if place.folder is not None:
        loader = server.address(server.start(place.folder), role=SUPERUSER, database=database)
    try:
        if _migrated(place.owner) or (database == LARGE and _migrated(target.find(SMALL).owner)):
            return 1
        addresses = {"DENGBU_OWNER_URL": owner, "DENGBU_LOADER_URL": loader}
        role = place.owner if database == STOCK else place.app  # as `import register` runs
        return _python(["-m", "benchmarks", *names], {**os.environ, **role, **addresses})
    finally:
        if place.started and place.folder is not None:
            server.stop(place.folder)


def _migrated(owner: Mapping[str, str]) -> int:
    return _python(["-m", "dengbu", "migrate"], {**os.environ, **owner})


def _python(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - own code
