"""What a service cannot be without: people and fields of its acts, grounds in law, its result.

Each is judged by the acts that the service books, so that none is begun that nobody can finish.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from dengbu.casework.building.kinds import BUILDINGS
from dengbu.casework.building.loans import BORROWERS, LENDERS
from dengbu.casework.building.restrictions import OF_LOANS
from dengbu.casework.catalogue.laws import Laws, wrong
from dengbu.casework.catalogue.reading import Gaps, Table
from dengbu.casework.rules.notices import NoticeKind
from dengbu.casework.values import Role

Groups = tuple[tuple[Role, ...], ...]
LEAST_NOTICE = 15
"""Working days of any public notice: 《不动产登记暂行条例实施细则》第17条, 第22条; of an
inheritance 《不动产登记操作规范（试行）》. Of a statement of loss (第22条) a city may say less: its
text was revised, and we have not seen the revision (decision 50)."""
UNTIL = "until"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What an act needs to be built, and the paper that comes of it."""

    people: Groups = ()  # of each group somebody
    fields: tuple[str, ...] = ()  # of its own slot, or of the one that stands before a dot
    result: str = ""  # 证书, 证明 or "" for none


_OWNER: Groups = ((Role.OWNER,),)
_SALE: Groups = ((Role.SELLER,), (Role.BUYER,))
_LOAN: Groups = (LENDERS, BORROWERS)
_SERVED = ("dominant_code", "content", "term_from", "term_to")
_ORDER = ("organ", "document_no", "delivered_at", "term_days")
TITLE, PROOF = "证书", "证明"
WANTED: Mapping[str, Wanted] = {
    "FirstRegistration": Wanted(people=_OWNER, result=TITLE),
    "Transfer": Wanted(people=_SALE, result=TITLE),
    "ChangeOwnership": Wanted(people=_OWNER, result=TITLE),
    "CorrectOwnership": Wanted(people=_OWNER, fields=("basis",), result=TITLE),
    "CancelOwnership": Wanted(people=_OWNER, fields=("ground",)),
    "ReissueCertificate": Wanted(people=_OWNER, fields=("number",), result=TITLE),
    "ReshapeUnits": Wanted(people=_OWNER, fields=("results",), result=TITLE),
    "RegisterCommonParts": Wanted(people=_OWNER, fields=("parts",)),
    "CreateMortgage": Wanted(
        people=_LOAN, fields=("amount", "debt_from", "debt_to", "restricted"), result=PROOF
    ),
    "CancelMortgage": Wanted(people=((Role.OLD_MORTGAGEE, Role.MORTGAGEE),), fields=("proof_no",)),
    "ChangeMortgage": Wanted(fields=("proof_no",), result=PROOF),
    "TransferMortgage": Wanted(people=(LENDERS,), fields=("proof_no",), result=PROOF),
    "FixClaim": Wanted(fields=("proof_no", "amount", "fact"), result=PROOF),
    "ExchangeRanks": Wanted(fields=("proof_no", "other_proof_no"), result=PROOF),
    "CancelNotice": Wanted(fields=("proof_no",)),
    "EnterObjection": Wanted(people=((Role.OBJECTOR,),), fields=("matter",), result=PROOF),
    "CancelObjection": Wanted(fields=("proof_no",)),
    "RecordSuit": Wanted(fields=("proof_no", "sued_on")),
    "Seize": Wanted(fields=_ORDER),
    "RenewSeizure": Wanted(fields=("seizure_document_no", *_ORDER)),
    "ReleaseSeizure": Wanted(
        fields=("organ", "seizure_document_no", "release_document_no", "delivered_at")
    ),
    "CreateHabitation": Wanted(
        people=((Role.OWNER,), (Role.HOLDER,)), fields=("scope",), result=PROOF
    ),
    "CancelHabitation": Wanted(fields=("proof_no", "ground")),
    "CreateEasement": Wanted(
        people=((Role.OWNER,), (Role.DOMINANT,)), fields=_SERVED, result=PROOF
    ),
    "CancelEasement": Wanted(fields=("proof_no", "easement.dominant_code")),
    "CreateOperation": Wanted(
        people=((Role.OWNER,), (Role.HOLDER,)),
        fields=("mode", "area", "term_from", "term_to"),
        result=TITLE,
    ),
    "TransferOperation": Wanted(people=((Role.BUYER,),), fields=("proof_no",), result=TITLE),
    "ChangeOperation": Wanted(fields=("proof_no",), result=TITLE),
    "CancelOperation": Wanted(fields=("proof_no",)),
}


def _wanted(item: Table) -> Wanted:
    """Of a notice by its kind: of a sale, of a mortgage, or left to the request."""
    act = str(item.get("act"))
    if act != "EnterNotice":
        return WANTED.get(act, Wanted())
    kind = _table(item, "set").get("kind")
    if kind in OF_LOANS:
        return Wanted(people=_LOAN, fields=("amount",), result=PROOF)
    if kind is None:
        either: Groups = ((Role.BUYER, *LENDERS), (Role.SELLER, *BORROWERS))
        return Wanted(people=either, fields=("kind",), result=PROOF)
    return Wanted(people=_SALE, result=PROOF)


def check_whole(table: Table, gaps: Gaps, laws: Laws) -> None:
    """Everything that a service lacks of what its acts cannot be without."""
    _people(table, gaps)
    _fields(table, gaps)
    _result(table, gaps)
    check_basis(table, gaps, laws)


def _items(table: Table) -> Iterator[Table]:
    listed = table.get("item")
    return (
        (row for row in listed if isinstance(row, dict)) if isinstance(listed, list) else iter(())
    )


def _list(table: Table, key: str) -> list[Any]:
    found = table.get(key)
    return found if isinstance(found, list) else []


def _table(row: Table, key: str) -> Table:
    found = row.get(key)
    return found if isinstance(found, dict) else {}


def _people(table: Table, gaps: Gaps) -> None:
    rows = [row for row in _list(table, "role") if isinstance(row, dict)]
    sure = {str(r.get("role")) for r in rows if isinstance(r.get("least"), int) and r["least"] > 0}
    for item in _items(table):
        cast = _table(item, "cast")
        for group in _wanted(item).people:
            if not any(str(cast.get(role, role)) in sure for role in group):
                names = ", ".join(str(cast.get(role, role)) for role in group)
                said = f"{item['act']} needs a [[role]] of {names}, of at least one person"
                gaps.add("role", said)


def _fields(table: Table, gaps: Gaps) -> None:
    asked = {str(path) for path in _list(table, "fields")}
    for item in _items(table):
        building = BUILDINGS.get(str(item.get("act")))
        own = str(item.get("slot") or ((building.slots if building else ()) or ("",))[0])
        for name in _wanted(item).fields:
            path = name if "." in name else f"{own}.{name}"
            if path not in asked and name not in _table(item, "set"):
                gaps.add("fields", f"{item['act']} cannot be built without {path}")


def _result(table: Table, gaps: Gaps) -> None:
    papers = {_wanted(item).result for item in _items(table)}
    comes = "和".join(paper for paper in (TITLE, PROOF) if paper in papers)
    if isinstance(table.get("result"), str) and table["result"] != comes:
        gaps.add("result", f'must be "{comes}", which is what its acts bring')


def check_basis(table: Table, gaps: Gaps, laws: Laws) -> None:
    """Grounds in law and steps: some of each, and no law or article that there is not."""
    for key in ("basis", "steps"):
        listed = table.get(key)
        if isinstance(listed, list) and not any(str(one).strip() for one in listed):
            gaps.add(key, "at least one is wanted")
    for said in _list(table, "basis"):
        if what := wrong(said, laws):
            gaps.add("basis", what)


def check_terms(notice: Table, gaps: Gaps) -> None:
    """A public notice says until when, and stands as long as the law has it."""
    days, text = notice.get("days"), notice.get("text")
    least = _least(notice, gaps)
    if type(days) is int and days < least:
        gaps.add("notice.days", f"must be {least} working days or more")
    if not isinstance(text, str):
        return
    if days == least == 0:
        if _says_until(text):
            said = f"0 leave nobody any time: the text must not say {{{UNTIL}}}"
            gaps.add("notice.days", said)
    elif not _says_until(text):
        gaps.add("notice.text", f"must say {{{UNTIL}}}: until when anybody may object")


def _least(notice: Table, gaps: Gaps) -> int:
    """A statement of loss may stand as short as a city says in a file of its own, 0 included."""
    lost = notice.get("kind") == NoticeKind.LOST
    return 0 if lost and gaps.of_a_city("notice.days") else LEAST_NOTICE


def _says_until(text: str) -> bool:
    try:
        return any(name == UNTIL for _, name, _, _ in Formatter().parse(text))
    except ValueError:
        return True  # braces that do not match are named as such
