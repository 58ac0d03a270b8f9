"""An office that seals, with a log that is signed and witnessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site import seal_keys
from dengbu.site.wiring import sequence_evidence
from dengbu.web.shared.sealed import sealed_certificate
from tests.casework.desk import open_desk
from tests.evidence.tlog.log import WITNESS
from tests.register.city import OFFICE, person

CHECK = "https://example.invalid/check/"


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """Who seals, and with what."""

    now: datetime
    authority: evidence.Seal
    seal: evidence.Seal
    sm2_authority: evidence.Sm2Authority
    electronic: evidence.ElectronicSeal

    def paper(self, form: evidence.Form) -> bytes:
        """A certificate as it leaves the house."""
        who = person(1)
        (view, *_) = register.certificates_of_holder(who.id_type, who.id_no)
        made = sealed_certificate(view, check_url=CHECK, now=timezone.now(), form=form)
        assert made is not None
        return made


def cosigned(late: timedelta = timedelta(0)) -> None:
    """The witness signs the newest checkpoints, ``late`` from now."""
    now = timezone.now() + late
    for wanted in evidence.cosignatures_wanted():
        text = wanted.note.partition("\n\n")[0] + "\n"
        evidence.keep_cosignature(wanted, WITNESS.cosign(text, int(now.timestamp())), now=now)


@pytest.fixture
def sealing(db: None) -> Iterator[Sealing]:
    """An office with both seals, a booking in its log, and a witness."""
    open_desk()
    now = timezone.now()
    authority = evidence.new_authority("演示根", now=now)
    seal = evidence.new_seal(authority, "岳阳（演示）", now=now)
    sm2_authority = evidence.new_sm2_authority("演示根", now=now)
    electronic = evidence.new_electronic_seal(sm2_authority, "岳阳（演示）", now=now)
    evidence.use_seals(lambda _: seal, lambda _: electronic)
    evidence.add_witness(OFFICE, str(WITNESS.verifier), "http://witness.example", now=now)
    while sequence_evidence():
        pass
    cosigned()
    yield Sealing(
        now=now,
        authority=authority,
        seal=seal,
        sm2_authority=sm2_authority,
        electronic=electronic,
    )
    evidence.use_seals(seal_keys.seal, seal_keys.electronic_seal)
