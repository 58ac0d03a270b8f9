"""Not outliving the supervisor: even when it is killed, no web or worker process stays behind."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # Linux, prctl(2)


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent dies (Linux; else nothing)."""
    if sys.platform != "linux" or not os.environ.get("DENGBU_PREPARED"):
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died just now
        raise SystemExit(1)
