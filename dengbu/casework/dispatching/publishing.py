"""The draws of an office as anybody verifies them: lines, the public log, the file that checks.

No name, no number of a case or of a person: examiners by their public numbers, cases by salted
marks, which only the receipt of each tells. Seeds of days that are not over stay sealed. Draws and
seeds stand in the log, so another set published later is found; desks are as of the moment.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dengbu.casework import rows
from dengbu.casework.dispatching import leaves
from dengbu.casework.dispatching.ledger import called, salt_of
from dengbu.casework.models import Assignment, DailySeed, ExaminerNumber, OutsideValue
from dengbu.casework.rules import verify_dispatch
from dengbu.casework.rules.dispatch import case_mark
from dengbu.evidence import api as evidence
from dengbu.evidence.api import NewLeaf
from dengbu.kernel.canonical import canonical_json

CHUNK = 1_000
READ_ME = """派件核对

draws   派件账，一行一次抽签：在日志里的位置、盐、内容
others  每天的种子（先公布哈希，过后公布本身）和外面开的公开数
desks   现在谁手上有哪些件，和最后一次抽签以后手上的变化
log     本机构的公开日志：条目、检查点、公钥
verify_dispatch.py  只用 Python 自带的库：python verify_dispatch.py . --key 公钥
        公钥从别处拿（机构公示、见证方），不要用文件夹里的

审核员只有编号，件只有加了盐的记号：受理回执上写着自己那一件的记号。
"""
# One statement, one snapshot: the ledger's head, what lies on desks, what no draw has seen yet.
LIES = (
    "SELECT 'h', '', NULL::uuid, 0, 0, '', serial FROM casework_dispatchledger WHERE office = %s"
    " UNION ALL SELECT 'o', case_no, mark_salt, examiner_id, 0, '', 0 FROM casework_case"
    " WHERE office = %s AND status = 'EXAMINING' AND examiner_id IS NOT NULL"
    " UNION ALL SELECT 'd', c.case_no, c.mark_salt, e.examiner_id, e.change, e.why, e.id"
    " FROM casework_deskevent e JOIN casework_case c ON c.id = e.case_id"
    " WHERE e.office = %s AND e.serial IS NULL"
)
UNNUMBERED = 0  # who came on a desk and was in no draw yet


def publish(office: str, folder: Path) -> int:
    """Write the draws of an office into a folder; how many.

    The log is written first: what was drawn since waits for the next publication. Raises
    `evidence.NothingSigned` while the log has no checkpoint, and BadTile where it is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "log"
    evidence.export(office, _into(place), have=lambda path: (place / path).is_file())
    last, desks = _desks(office)
    (folder / "desks").write_bytes(canonical_json(desks))
    with (folder / "others").open("w", encoding="utf-8") as others:
        for row in DailySeed.objects.filter(office=office).order_by("day"):
            others.writelines(_lines(leaves.of_seed(row)))
        for outside in OutsideValue.objects.filter(office=office).order_by("day"):
            others.writelines(_lines(leaves.of_outside(outside)))
    count = 0
    with (folder / "draws").open("w", encoding="utf-8") as draws:
        for chunk in _draws(office, last):
            count += len(chunk)
            draws.writelines(_lines([leaf for row in chunk for leaf in leaves.of_draw(row)]))
    source = Path(verify_dispatch.__file__).read_text(encoding="utf-8")
    (folder / "verify_dispatch.py").write_text(source, encoding="utf-8")
    (folder / "README.txt").write_text(READ_ME, encoding="utf-8")
    return count


def _desks(office: str) -> tuple[int, dict[str, object]]:
    """The ledger's last serial, and what lies on whose desk beside what no draw has seen yet."""
    numbers = dict(ExaminerNumber.objects.filter(office=office).values_list("account_id", "number"))
    last, lies, since = 0, [], []
    for kind, number, salt, person, change, why, id in rows.fetch(LIES, [office] * 3):
        if kind == "h":
            last = id
            continue
        mark = case_mark(office, number, salt_of(salt))
        name = called(numbers.get(person, UNNUMBERED))
        if kind == "o":
            lies.append([mark, name])
        else:
            since.append((id, [mark, name, change, why]))
    told = [event for _, event in sorted(since, key=lambda one: one[0])]
    return last, {"open": sorted(lies), "since": told}


def _draws(office: str, last: int) -> Iterator[list[Assignment]]:
    after = 0
    found = Assignment.objects.filter(office=office, serial__lte=last).order_by("serial")
    while chunk := list(found.filter(serial__gt=after)[:CHUNK]):
        after = chunk[-1].serial or 0
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
