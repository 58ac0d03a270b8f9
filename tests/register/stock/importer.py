"""An import in a process of its own: ``python -m tests.register.stock.importer FOLDER CASES``.

Prints the most memory that it held, in MiB.
"""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dengbu.site.settings")
if __name__ == "__main__":
    django.setup()

from dengbu.register.stock import planning, writing  # noqa: E402 - after Django is ready
from tests.register.stock.files import take  # noqa: E402 - after Django is ready


def main(folder: Path, cases: int, large: int = writing.LARGE) -> None:
    """Take a folder in, so many cases a transaction; ``large``: rows that put indexes aside."""
    planning.SLICE, writing.LARGE = cases, large
    take(folder)
    sys.stdout.write(f"{most_held()}\n")


def most_held() -> int:
    """The most memory of this program, in MiB; `ru_maxrss` begins with that of who started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:]))
