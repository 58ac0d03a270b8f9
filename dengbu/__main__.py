"""``python -m dengbu``: the one command line of the house."""

from dengbu.site.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
