"""Letters of the office as files: sealed, with the proof that what they tell stands in the log."""

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dengbu.accounts.api import Actor
from dengbu.casework.api import letters
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.sealed import FileForm, download

STATE_PLACE = "/me/cases/"  # where the people of a case see it
access_log = logging.getLogger("dengbu.access")


def case_letter(request: HttpRequest, actor: Actor, case_no: str, kind: str) -> HttpResponse:
    """The letter of a case as a sealed PDF. Raises `Faults` NOT_FOUND."""
    known = kind in set(letters.LetterKind)
    found = letters.letter(letters.LetterKind(kind), case_no, actor=actor) if known else None
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有这份文书"))
    return letter_file(request, actor, found)


def letter_file(request: HttpRequest, actor: Actor, letter: letters.Letter) -> HttpResponse:
    """A letter to keep; the same bytes each time, once its proof is in it."""
    about = evidence.About(
        subject=letter.subject,
        office=letter.office.code,
        leaf=letter.leaf,
        reason=f"出具{letter.title}",
    )
    progress = request.build_absolute_uri(f"{STATE_PLACE}{letter.case_no}")
    content = evidence.sealed(
        about, lambda: letters.letter_pdf(letter, progress=progress), now=timezone.now()
    )
    access_log.info("letter shown: account=%s letter=%s", actor.id, letter.subject)
    return download(content, letter.name, FileForm.PDF)
