"""What the holder sees: what there is to show, what is being shown, and who has looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.inquiry.models import Showing, ShowingCheck
from dengbu.inquiry.rules.showing import Outcome
from dengbu.inquiry.showing.shown import Holder, Shown
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register

PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A certificate or proof that a person may show."""

    number: str  # storage form
    title: bool  # a certificate of title; else a proof (登记证明)
    unit_code: str
    office: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckView:
    """One check, as the holder sees it."""

    at: datetime
    who: str
    outcome: Outcome
    told: tuple[str, ...]  # labels


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowingView:
    """A showing with its checks, the newest first."""

    id: int
    office: str
    number: str
    purpose: str
    purpose_name: str
    shows: tuple[Shown, ...]
    holder: Holder
    most: int
    used: int  # people who were told
    started_at: datetime
    until: datetime
    stopped_at: datetime | None
    checks: tuple[CheckView, ...]

    @property
    def left(self) -> int:
        """How many more may check."""
        return max(0, self.most - self.used)

    def ended(self, now: datetime) -> Outcome | None:
        """Why nobody can check it any more; None while one can."""
        if self.stopped_at is not None:
            return Outcome.STOPPED
        if now >= self.until:
            return Outcome.OVER
        return None if self.left else Outcome.USED_UP


def papers(id_type: str, id_no: str, *, now: datetime) -> tuple[Paper, ...]:
    """Everything valid that a person has, titles first, the newest first."""
    titles = register.certificates_of_holder(id_type, id_no)
    proofs = register.proofs_of_holder(id_type, id_no, now=now)
    return tuple(
        Paper(
            number=view.number,
            title=view.kind is register.CertificateKind.TITLE,
            unit_code=view.unit_code,
            office=view.office,
        )
        for view in (*titles, *proofs)
    )


def showing(id: int, *, actor: accounts.Actor) -> ShowingView:
    """One showing of one's own. Raises `Faults` NOT_FOUND."""
    row = Showing.objects.filter(id=id, id_type=actor.id_type, id_no=actor.id_no).first()
    if row is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这次出示，或者不是您出示的"))
    return _views([row])[0]


def showings(id_type: str, id_no: str, *, limit: int = PAGE) -> tuple[ShowingView, ...]:
    """What a person has shown, the newest first."""
    rows = Showing.objects.filter(id_type=id_type, id_no=id_no)
    return _views(rows.order_by("-started_at", "-id")[:limit])


def _views(rows: Iterable[Showing]) -> tuple[ShowingView, ...]:
    """One statement more for all their checks."""
    found = list(rows)
    checks: dict[int, list[ShowingCheck]] = {row.id: [] for row in found}
    for check in ShowingCheck.objects.filter(showing_id__in=checks).order_by("-at", "-id"):
        checks[check.showing_id].append(check)
    return tuple(_view(row, checks[row.id]) for row in found)


def _view(row: Showing, checks: list[ShowingCheck]) -> ShowingView:
    return ShowingView(
        id=row.id,
        office=row.office,
        number=row.number,
        purpose=row.purpose,
        purpose_name=row.purpose_name,
        shows=tuple(Shown(one) for one in row.shows),
        holder=holder_of(row),
        most=row.most,
        used=sum(one.outcome == Outcome.TOLD for one in checks),
        started_at=row.started_at,
        until=row.until,
        stopped_at=row.stopped_at,
        checks=tuple(
            CheckView(at=c.at, who=c.who, outcome=Outcome(c.outcome), told=tuple(c.told))
            for c in checks
        ),
    )


def holder_of(row: Showing) -> Holder:
    """Who shows it."""
    return Holder(name=row.name, id_type=row.id_type, id_no=row.id_no)
