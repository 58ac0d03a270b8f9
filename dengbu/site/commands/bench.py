"""``dengbu bench [NAME]``: the benchmarks, in a database of their own."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace

from psycopg.conninfo import conninfo_to_dict

from dengbu.site import server, target

DATABASE = "dengbu_bench"


def add_arguments(parser: ArgumentParser) -> None:
    """Which; all when none is named."""
    parser.add_argument("names", nargs="*", metavar="NAME")


def run(args: Namespace) -> int:
    """Migrate the benchmark database, then run ``python -m benchmarks NAME ...`` on it.

    The benchmarks connect as the application (``DATABASE_URL``); floors that alter tables find the
    owner's address in ``DENGBU_OWNER_URL``.
    """
    try:
        place = target.find(DATABASE)
    except target.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    name = str(conninfo_to_dict(place.owner["DATABASE_URL"]).get("dbname", ""))
    if not name.endswith("bench"):
        sys.stderr.write(f"基准测试会写入大量数据：数据库名须以 bench 结尾，现在是 {name}。\n")
        return 2
    try:
        if _python(["-m", "dengbu", "migrate"], {**os.environ, **place.owner}):
            return 1
        owner = {"DENGBU_OWNER_URL": place.owner["DATABASE_URL"]}
        return _python(["-m", "benchmarks", *args.names], {**os.environ, **place.app, **owner})
    finally:
        if place.started and place.folder is not None:
            server.stop(place.folder)


def _python(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - own code
