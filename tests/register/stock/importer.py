"""An import in a process of its own: ``python -m tests.register.stock.importer FOLDER CASES``.

Prints the most memory that it held, in MiB.
"""

import os
import resource
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
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:]))
