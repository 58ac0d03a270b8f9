"""Where contexts that do not know each other are joined: engines, and what follows an entry.

An engine is a step: it does what waits, up to some hundreds of rows, and answers how many. It is
safe to run at any time and in several processes, so a crash loses nothing but the step.
"""

from collections.abc import Callable, Iterator

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.register import api as register
from dengbu.site import log_keys
from dengbu.site.witness.asking import ask_witnesses

Step = Callable[[], int]


def approve_by_rule() -> int:
    """Consider the requests of organisations that the whitelist may approve, and enter them."""
    return casework.autopilot_step()


def enter_approved() -> int:
    """Enter what examiners approved, as one batch."""
    return casework.register_waiting()


def sequence_evidence() -> int:
    """Put committed leaves into the trees of their offices, and sign what they have become.

    An office whose log must not be signed holds back no other; what is wrong with it is raised when
    all have had their turn.
    """
    done, failure = 0, None
    for office in evidence.offices_waiting():
        try:
            done += evidence.sequence(
                office, now=timezone.now, order=register.LOG_ORDER, signers=log_keys.signer
            )
        except (evidence.Inconsistent, evidence.EndedKey, log_keys.WrongKey) as error:
            failure = error
    for office in evidence.offices_unsigned():
        try:
            evidence.sign_again(office, log_keys.signer, now=timezone.now())
        except (evidence.Inconsistent, evidence.EndedKey, log_keys.WrongKey) as error:
            failure = error
    if failure is not None:
        raise failure
    return done


def settle_payments() -> int:
    """Tell the treasury of payment orders and refunds, ask it what was paid."""
    return casework.settle_payments(now=timezone.now())


def check_promises() -> int:
    """Ask departments about what people promised in place of papers."""
    return casework.check_promises(now=timezone.now())


def ask_before_approval() -> int:
    """Ask departments about requests that the whitelist considers by their answers."""
    return casework.smart.ask_waiting(now=timezone.now())


def count_shadows() -> int:
    """Judge by rule sets in shadow what was decided since, without any effect."""
    return casework.smart.count_shadows(now=timezone.now())


def ask_taxes() -> int:
    """Ask the tax office about cases that wait for their deed tax."""
    return casework.ask_taxes(now=timezone.now())


ATTESTED = {
    "booking": frozenset({evidence.Kind.BOOKING}),
    evidence.ERASURE.rstrip(":"): frozenset({evidence.Kind.ERASURE}),
    **casework.ATTESTED,
    **casework.smart.ATTESTED,
    **accounts.ATTESTED,
    **inquiry.ATTESTED,
    **evidence.SEALING_ATTESTED,
}
"""What leaves may be called, and of which kinds they then are."""


def audit_evidence() -> Iterator[str]:
    """Everything that the log holds, against itself and against the rows as they are now.

    Bookings are left out: they are asked for with the register's invariants, or alone.
    """
    yield from evidence.audit_trees()
    yield from evidence.audit_subjects(ATTESTED)
    yield from casework.audit_leaves()
    yield from casework.smart.audit_leaves()
    yield from accounts.audit_leaves()
    yield from inquiry.audit_leaves()
    yield from evidence.audit_sealing()


ENGINES: list[Step] = [approve_by_rule, enter_approved, sequence_evidence]
ASKING: list[Step] = [ask_before_approval]
"""In a thread of its own too: three minutes are promised, and treasury or witnesses may be slow."""
OUTWARD: list[Step] = [
    settle_payments,
    ask_taxes,
    check_promises,
    count_shadows,
    ask_witnesses,
]
"""Engines that call other departments: in a thread of their own, so that entry waits for nobody."""
