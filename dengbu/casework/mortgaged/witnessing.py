"""Words taken at a window: who said them was there, with identity paper, and signed a paper.

No officer stands for both families, and none for what they began themselves: two of the office see
each sale (《不动产登记暂行条例》第17条: the window checks who applies and what they want).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.materials import add_material
from dengbu.casework.models import MortgagedParty
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList

OPENER = "这一次是您发起的，当事人在窗口说的话要由另一位窗口人员来记"
OTHER_SIDE = "您已经记过另一方说的话，这一方的要由另一位窗口人员来记"


@dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """What shows that somebody is at the window and means it."""

    id_no: str = ""  # as it stands on the identity paper in the officer's hand
    paper: bytes = b""  # the signed confirmation, as a file
    media_type: str = ""  # as claimed
    paper_name: str = ""  # of the file


@dataclass(frozen=True, kw_only=True, slots=True)
class Witness:
    """Who took a word, and the paper of it."""

    id: int
    name: str
    paper: str  # SHA-256 in evidence


def bars(opener: int, takers: Mapping[int, str], side: str, officer: int) -> str:
    """Why an officer may not take the words of a side; "" where they may.

    ``takers``: officers who have taken words, with the side whose they were.
    """
    if officer == opener:
        return OPENER
    return OTHER_SIDE if takers.get(officer, side) != side else ""


def witness(
    party: MortgagedParty, presence: Presence, *, actor: accounts.Actor, now: datetime
) -> Witness:
    """Check who is there and keep their paper.

    Raises `Faults` STEP_NOT_ALLOWED, REQUIRED or IDENTITY_FORMAT at `id_no`, REQUIRED or what is
    wrong with the file at `paper`; all at once.
    """
    faults = FaultList()
    faults.extend(_unfit(party, actor))
    typed = normalise_code(presence.id_no)
    if not typed:
        faults.add(FaultCode.REQUIRED, "请照本人的身份证件填号码", field="id_no")
    elif typed != party.id_no:
        said = f"和约定里{party.name}的证件号码不一样，请核对来的是不是本人"
        faults.add(FaultCode.IDENTITY_FORMAT, said, field="id_no", clause=REGULATION.of(17))
    if not presence.paper:
        faults.add(FaultCode.REQUIRED, "请附上本人签字的确认书，扫描件或者照片", field="paper")
    faults.raise_if_any()
    kept = add_material(
        presence.paper,
        office=party.office,
        media_type=presence.media_type,
        name=presence.paper_name,
        now=now,
        field="paper",
    )
    return Witness(id=actor.id, name=actor.name, paper=kept.sha256)


def _unfit(party: MortgagedParty, actor: accounts.Actor) -> Iterator[Fault]:
    taken = MortgagedParty.objects.filter(transfer_id=party.transfer_id, recorder_id__isnull=False)
    takers = {p.recorder_id: p.side for p in taken if p.recorder_id}
    if why := bars(party.transfer.opened_by_id, takers, party.side, actor.id):
        yield Fault(code=FaultCode.STEP_NOT_ALLOWED, message=why)


def named(witness: Witness | None) -> str:
    """How a word was taken, for the journal; "" where nobody took it."""
    return f"（{witness.name}在窗口核对了证件，收了签字的确认书）" if witness else ""
