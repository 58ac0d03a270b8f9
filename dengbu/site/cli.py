"""``dengbu COMMAND``: one table of commands, each a small module under `commands`.

A command's module is imported only after Django knows its database, so that everything below can
import everything it needs at its top. Each has ``add_arguments(parser)`` and ``run(args) -> int``.
"""

import argparse
import os
import select
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import django
from django.db import ProgrammingError
from psycopg.errors import UndefinedTable

from dengbu.site import memory, server, target
from dengbu.site.verify_arguments import verified_apart

COMMANDS = "dengbu.site.commands"
UNREAD = 141  # what a shell says of a command whose pipe was closed
NO_TABLES = "这个数据库里还没有表，或者表是旧的：先 `make run`，或者 `dengbu migrate`"


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One line of the table."""

    module: str  # under `commands`
    says: str  # what it does, in the list of commands
    role: str  # database role: "owner", "app", or "" for a command that sets nothing up
    environment: tuple[tuple[str, str], ...] = ()  # settings of this command alone
    as_owner: tuple[str, ...] = ()  # first arguments that need the owner's role
    apart: Callable[[Sequence[str]], bool] | None = None  # whether arguments need no database


TABLE = {
    "run": Command(module="run", says="start everything; Ctrl-C stops it", role=""),
    "web": Command(
        module="web",
        says="serve the faces (granian)",
        role="app",
        environment=(("DENGBU_STATIC", "hashed"),),
    ),
    "worker": Command(module="worker", says="do jobs and turn the engines", role="app"),
    "migrate": Command(module="migrate", says="bring the schema up to date, grant", role="owner"),
    "autopilot": Command(
        module="autopilot", says="replay the decisions of automatic approval", role="app"
    ),
    "cases": Command(module="cases", says="check that every case is in one work list", role="app"),
    "calendar": Command(
        module="calendar", says="enter the holidays of a year once they are announced", role="app"
    ),
    "catalogue": Command(module="catalogue", says="load or check the catalogue", role="app"),
    "demo": Command(module="demo", says="load the demonstration city once", role="app"),
    "dispatch": Command(
        module="dispatch", says="publish the draws of examiners; verify them", role="app"
    ),
    "fees": Command(
        module="fees", says="compare a day's money with the treasury's statement", role="app"
    ),
    "import": Command(
        module="imports",
        says="import a cadastre file, or stock data of the register",
        role="app",
        as_owner=("register",),
    ),
    "export": Command(module="exports", says="export the register's stock data", role="app"),
    "register": Command(
        module="register", says="replay the register elsewhere; its fingerprint", role="app"
    ),
    "audit": Command(module="audit", says="recompute register and evidence", role="app"),
    "evidence": Command(
        module="evidence",
        says="verify, export, prove the evidence log; keys and witnesses",
        role="app",
        apart=verified_apart,
    ),
    "account": Command(module="account", says="open an account, enrol a second factor", role="app"),
    "organisation": Command(
        module="organisation", says="open a bank or developer, file its key", role="app"
    ),
    "seal": Command(
        module="seal",
        says="the seals of offices, revoked and held; whether a file is genuine",
        role="app",
        as_owner=("revoke", "hold"),
    ),
    "showing": Command(
        module="showing", says="the keys with which certificates are shown", role="app"
    ),
    "witness": Command(module="witness", says="co-sign the logs of other offices", role=""),
    "simulators": Command(
        module="simulators", says="other departments, simulated, on this machine", role=""
    ),
    "sides": Command(
        module="sides", says="banks and the supervised account, simulated, on this machine", role=""
    ),
    "rules": Command(module="rules", says="write or check the page of all rules", role=""),
    "shots": Command(module="shots", says="pictures of a running demonstration", role=""),
    "torture": Command(
        module="torture", says="kill parts while clerks work, in a server of its own", role=""
    ),
    "bench": Command(module="bench", says="measure, in a database of its own", role=""),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    outer = argparse.ArgumentParser(prog="dengbu", epilog=_list(), formatter_class=_Plain)
    outer.add_argument("command", choices=TABLE, metavar="COMMAND")
    command = TABLE[outer.parse_args(given[:1]).command]
    name, rest = given[0], given[1:]
    if not command.role:
        return _call(command, name, rest)
    try:
        place = None if _apart(command, rest) else target.find()
    except target.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    if place is not None:
        owner = command.role == "owner" or bool(set(rest[:1]) & set(command.as_owner))
        os.environ.update(place.owner if owner else place.app)
    os.environ.update(command.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dengbu.site.settings")
    django.setup()
    try:
        return _call(command, name, rest)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        sys.stderr.write(f"{NO_TABLES}\n")
        return 2
    finally:
        if place is not None and place.started and place.folder is not None:
            server.stop(place.folder)


def _apart(command: Command, rest: Sequence[str]) -> bool:
    """Whether the command can do without the database: help, or something that lies elsewhere."""
    if {"-h", "--help"} & set(rest):
        return True
    return command.apart is not None and command.apart(rest)


def _call(command: Command, name: str, rest: Sequence[str]) -> int:
    module = import_module(f"{COMMANDS}.{command.module}")
    parser = argparse.ArgumentParser(prog=f"dengbu {name}", description=command.says)
    module.add_arguments(parser)
    memory.spare()
    parsed = parser.parse_args(rest)
    try:
        ended = int(module.run(parsed))
        if sys.stdout is not None:
            sys.stdout.flush()
        return ended
    except BrokenPipeError:
        if _is_read():
            raise
        return UNREAD


def _is_read() -> bool:
    """Whether somebody still reads what is said; `| head` has enough sooner than we."""
    standing = select.poll()
    standing.register(sys.stdout, 0)
    if not any(event & select.POLLERR for _, event in standing.poll(0)):
        return True
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is flushed at the end
    return False


def _list() -> str:
    return "\n".join(f"  {name:<13} {command.says}" for name, command in TABLE.items())


class _Plain(argparse.RawDescriptionHelpFormatter):
    """Keeps the list of commands as written."""
