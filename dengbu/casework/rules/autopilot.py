"""The whitelist of automatic approval for G44 抵押权注销.

Every rule must say yes, else the case goes to a human with the failed rule shown; the engine never
refuses. Each yes and no is kept with the facts that it read, so a decision can be replayed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from dengbu.kernel.clause import CIVIL_CODE, REGULATION, Clause


@dataclass(frozen=True, kw_only=True, slots=True)
class CancellationFacts:
    """What the rules for one request read; gathered by the caller, never fetched here."""

    signature_valid: bool  # the request's signature verifies with the named key
    key_id: str
    key_in_force: bool  # registered for this bank and valid on the day
    bank_credit_code: str  # of the bank that signed
    agent_authorised: bool  # the bank's account may file
    proof_no: str  # as stated
    stated_amount: Decimal | None  # yuan; None: not stated
    stated_mortgagor: str  # "" not stated
    registered_proof: bool  # a mortgage in force bears this proof on this unit
    registered_mortgagees: tuple[str, ...] = ()  # credit codes
    registered_amount: Decimal | None = None
    registered_mortgagors: tuple[str, ...] = ()  # names
    seizures: int = 0  # in force or waiting on the unit
    other_cases: tuple[str, ...] = ()  # other open cases on the unit
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """One rule's answer."""

    code: str
    holds: bool
    question: str  # what was asked, in plain Chinese
    clause: Clause
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class WhitelistRule:
    """One question of the whitelist."""

    code: str
    question: str
    clause: Clause
    holds: Callable[[CancellationFacts], bool]
    facts: Callable[[CancellationFacts], Mapping[str, str]]


def _amount(value: Decimal | None) -> str:
    return "未填" if value is None else f"{value:,.2f} 元"


WHITELIST: tuple[WhitelistRule, ...] = (
    WhitelistRule(
        code="A01",
        question="银行的签名对得上登记的公钥吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.signature_valid,
        facts=lambda f: {"key_id": f.key_id},
    ),
    WhitelistRule(
        code="A02",
        question="这把公钥属于这家银行，今天有效吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.key_in_force,
        facts=lambda f: {"key_id": f.key_id, "bank": f.bank_credit_code},
    ),
    WhitelistRule(
        code="A03",
        question="经办人有这家银行的授权吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.agent_authorised,
        facts=lambda f: {"bank": f.bank_credit_code},
    ),
    WhitelistRule(
        code="A04",
        question="登记证明现在有效，就在这个单元上吗",
        clause=CIVIL_CODE.of(393),
        holds=lambda f: f.registered_proof,
        facts=lambda f: {"proof_no": f.proof_no},
    ),
    WhitelistRule(
        code="A05",
        question="申请的银行就是登记的抵押权人吗",
        clause=CIVIL_CODE.of(393),
        holds=lambda f: f.registered_mortgagees == (f.bank_credit_code,),
        facts=lambda f: {
            "bank": f.bank_credit_code,
            "registered": "、".join(f.registered_mortgagees),
        },
    ),
    WhitelistRule(
        code="A06",
        question="债权数额和登记簿一样吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.stated_amount is not None and f.stated_amount == f.registered_amount,
        facts=lambda f: {
            "stated": _amount(f.stated_amount),
            "registered": _amount(f.registered_amount),
        },
    ),
    WhitelistRule(
        code="A07",
        question="抵押人和登记簿一样吗",
        clause=REGULATION.of(18),
        holds=lambda f: sorted(f.stated_mortgagor.split("、")) == sorted(f.registered_mortgagors),
        facts=lambda f: {
            "stated": f.stated_mortgagor or "未填",
            "registered": "、".join(f.registered_mortgagors),
        },
    ),
    WhitelistRule(
        code="A08",
        question="单元上没有查封吗",
        clause=CIVIL_CODE.of(399),
        holds=lambda f: f.seizures == 0,
        facts=lambda f: {"seizures": str(f.seizures)},
    ),
    WhitelistRule(
        code="A09",
        question="单元上没有别的在办件吗",
        clause=REGULATION.of(18),
        holds=lambda f: not f.other_cases,
        facts=lambda f: {"cases": "、".join(f.other_cases)},
    ),
)


def consider(facts: CancellationFacts) -> tuple[Verdict, ...]:
    """Every rule's answer, in order; approved only if all hold."""
    return tuple(
        Verdict(
            code=rule.code,
            holds=rule.holds(facts),
            question=rule.question,
            clause=rule.clause,
            facts=rule.facts(facts),
        )
        for rule in WHITELIST
    )


def approved(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether the whitelist lets the case through without a human."""
    return bool(verdicts) and all(v.holds for v in verdicts)
