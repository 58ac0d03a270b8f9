"""``dengbu web``: granian in this process's place."""

import os
import sys
from argparse import ArgumentParser, Namespace

from django.core.management import call_command

from dengbu.site.parent import end_with_parent

WORKERS, THREADS = 2, 4  # requests that come together are written together (decision 0005)


def add_arguments(parser: ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default=os.environ.get("DENGBU_BIND", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))


def run(args: Namespace) -> int:
    """Serve until SIGTERM."""
    end_with_parent()
    call_command("collectstatic", interactive=False, verbosity=0)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    command += ["--blocking-threads-idle-timeout", "600"]  # each holds a database connection
    command += ["--respawn-failed-workers", "--log-level", "warning"]
    command += ["--host", args.host, "--port", str(args.port), "dengbu.site.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell
    return 0
