"""``dengbu bench [name ...]`` runs this: all benchmarks or those named, in a database apart.

``DATABASE_URL`` connects as the application, ``DENGBU_OWNER_URL`` as the schema's owner.
"""

import importlib
import os
import sys

import django

BENCHES = (
    "book_batch",
    "book_single",
    "book_contended",
    "http_cancel",
    "autopilot",
    "autopilot_replay",
    "queue_page",
    "find_unit",
    "inheritance",
    "rehearse",
    "rehearse_all",
    "certificates",
    "verify_page",
    "log_append",
    "log_verify",
    "proof_check",
    "dispatch_verify",
    "day_at_the_office",
)
STOCK = ("import_register",)  # empties a register of its own
LISTS = ("queues",)  # a million cases in a database of their own
LARGE = ("growth", "as_of", "audit", "national_day")  # on a register of their own, when named


def main(names: list[str]) -> int:
    """Run each in turn; 2 for a name that does not exist."""
    unknown = sorted(set(names) - {*BENCHES, *STOCK, *LISTS, *LARGE})
    if unknown:
        there = ", ".join(BENCHES + STOCK + LISTS + LARGE)
        print(f"no such benchmark: {', '.join(unknown)}; there are {there}")
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "dengbu.site.settings"
    django.setup()
    for name in names or BENCHES:
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
