"""The draws of an office as anybody verifies them: lines, the public log, the file that checks.

No name, no number of a case or of a person: examiners by their public numbers, cases by the SHA-256
of theirs, so that whoever has a receipt finds the own one. Seeds of days that are not over stay
sealed. Everything published stands in the log, so publishing another set later is found.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dengbu.casework.dispatching import leaves
from dengbu.casework.models import Assignment, DailySeed, OutsideValue
from dengbu.casework.rules import verify_dispatch
from dengbu.evidence import api as evidence
from dengbu.evidence.api import NewLeaf

CHUNK = 1_000
READ_ME = """派件核对

draws   派件账，一行一次抽签：在日志里的位置、盐、内容
others  每天的种子（先公布哈希，过后公布本身）和外面开的公开数
log     本机构的公开日志：条目、检查点、公钥
verify_dispatch.py  只用 Python 自带的库：python verify_dispatch.py .

审核员只有编号，件只有业务号的哈希：有受理单的人算得出自己的那一件。
"""


def publish(office: str, folder: Path) -> int:
    """Write the draws of an office into a folder; how many.

    The log is written first: what was drawn since waits for the next publication. Raises
    `evidence.NothingSigned` while the log has no checkpoint, and BadTile where it is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "log"
    evidence.export(office, _into(place), have=lambda path: (place / path).is_file())
    with (folder / "others").open("w", encoding="utf-8") as others:
        for row in DailySeed.objects.filter(office=office).order_by("day"):
            others.writelines(_lines(leaves.of_seed(row)))
        for outside in OutsideValue.objects.filter(office=office).order_by("day"):
            others.writelines(_lines(leaves.of_outside(outside)))
    count = 0
    with (folder / "draws").open("w", encoding="utf-8") as draws:
        for chunk in _draws(office):
            count += len(chunk)
            draws.writelines(_lines([leaf for row in chunk for leaf in leaves.of_draw(row)]))
    source = Path(verify_dispatch.__file__).read_text(encoding="utf-8")
    (folder / "verify_dispatch.py").write_text(source, encoding="utf-8")
    (folder / "README.txt").write_text(READ_ME, encoding="utf-8")
    return count


def _draws(office: str) -> Iterator[list[Assignment]]:
    last = 0
    found = Assignment.objects.filter(office=office, serial__isnull=False).order_by("serial")
    while chunk := list(found.filter(serial__gt=last)[:CHUNK]):
        last = chunk[-1].serial or 0
        yield chunk


def _lines(made: Iterable[NewLeaf]) -> Iterator[str]:
    """A line each: where it stands in the log, the salt, the content."""
    told = list(made)
    kept = evidence.leaves_of([leaf.subject for leaf in told])
    for leaf in told:
        view = kept.get(leaf.subject)
        index = "-" if view is None or view.log_index is None else str(view.log_index)
        salt = "" if view is None or view.salt is None else view.salt.hex()
        yield f"{index} {salt} {leaf.payload.decode()}\n"


def _into(folder: Path) -> Callable[[str, bytes], None]:
    def write(path: str, content: bytes) -> None:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    return write
