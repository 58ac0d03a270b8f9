"""What ``dengbu evidence verify`` is given, and whether that can be judged without a database.

Nothing of Django here: it is asked before a command knows its database.
"""

from argparse import ArgumentError, ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

STARTS = (b"PK\x03\x04", b"%PDF")


def add_verify_arguments(parser: ArgumentParser) -> None:
    """The target, and what whoever asks believes."""
    parser.add_argument(
        "target",
        nargs="?",
        help="folder, address, proof, or sealed PDF or OFD; none: this database",
    )
    parser.add_argument("--key", action="append", default=[], help="public key of the log")
    parser.add_argument("--witness", action="append", default=[], help="public key of a witness")
    parser.add_argument("--quorum", type=int, default=0, help="witnesses that must have signed")
    parser.add_argument(
        "--authority", action="append", default=[], type=Path, help="certificate of who made a seal"
    )
    parser.add_argument("--receipt", type=Path, help="of a sealed file, beside it")
    parser.add_argument(
        "--without-key",
        action="store_true",
        help="without --key: believe a log's own list, leave the proof in a file unjudged",
    )


def is_paper(place: Path) -> bool:
    """Whether a file says that it is a PDF or an OFD."""
    if place.suffix.lower() in {".pdf", ".ofd"}:
        return True
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return file.read(4) in STARTS


def verified_apart(arguments: Sequence[str]) -> bool:
    """Whether ``evidence ARGUMENTS`` needs no database.

    ``verify`` of something that lies elsewhere; a sealed file only where it is said who makes
    seals, since otherwise those that were used here are asked.
    """
    if arguments[:1] != ["verify"]:
        return False
    parser = _Quiet(add_help=False)
    add_verify_arguments(parser)
    try:
        asked, _ = parser.parse_known_args(arguments[1:])
        if asked.target is None:
            return False
        place = Path(asked.target)
        return bool(asked.authority) or not (place.is_file() and is_paper(place))
    except (ArgumentError, OSError):
        return True  # the command itself says what is wrong


class _Quiet(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ArgumentError(None, message)
