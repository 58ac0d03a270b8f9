"""What a changed catalogue does: its services rehearsed as they are and as they would be.

Both are real: a request is accepted, examined and entered under each, and all is rolled back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from dengbu.casework import api as casework
from dengbu.site.rehearsal.running import Rehearsed, rehearse


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """One service before and after; None where it is not offered."""

    code: str
    title: str
    before: Rehearsed | None
    after: Rehearsed | None

    @property
    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What came out otherwise: its name, before, after."""
        for what, said in _SAID.items():
            old = said(self.before) if self.before else "没有"
            new = said(self.after) if self.after else "没有"
            if old != new:
                yield what, old, new


def _noticed(shown: Rehearsed) -> str:
    if shown.notice_days:
        return f"{shown.notice_days}个工作日"
    return "发布了就办" if shown.notice_text else "不公告"


_SAID: Mapping[str, Callable[[Rehearsed], str]] = {
    "办成": lambda r: "是" if r.entered else f"否（{'；'.join(r.why)}）",
    "承诺": lambda r: r.promised,
    "登记费": lambda r: f"{r.fee}元",
    "材料": lambda r: f"{r.papers}样",
    "公告": _noticed,
    "公告正文": lambda r: r.notice_text or "没有",
    "登记": lambda r: f"{r.acts}项",
    "证书": lambda r: f"{len(r.certificates)}本",
}


class _RolledBack(Exception):
    """Ends the trial: nothing of it is kept."""


def effects(folder: Path, *, office: str, now: datetime) -> tuple[Effect, ...]:
    """Every service that the catalogue of ``folder`` says otherwise, rehearsed both ways, by code.

    Raises CatalogueError naming every gap.
    """
    said = casework.differences(folder, office=office, now=now)
    codes = tuple(dict.fromkeys(one.service for one in said))
    before = _rehearsed(codes, office=office, now=now)
    with _tried():
        casework.load_catalogue(folder, office=office, now=now)
        after = _rehearsed(codes, office=office, now=now)
    return tuple(
        Effect(code=code, title=shown.title, before=before.get(code), after=after.get(code))
        for code in codes
        if (shown := after.get(code) or before.get(code)) is not None
    )


@contextmanager
def _tried() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise _RolledBack
    except _RolledBack:
        return


def _rehearsed(codes: tuple[str, ...], *, office: str, now: datetime) -> dict[str, Rehearsed]:
    wanted = [s for s in casework.services(office=office, now=now) if s.code in codes]
    return {done.code: done for done in rehearse(wanted, office=office, now=now)}
