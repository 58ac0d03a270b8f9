"""The whitelist of automatic approval (智能审批): every rule must say yes (services, part 7).

Else the case goes to a person with the failed rule shown; the engine never refuses. Rules are named
by their code, and by code and version once they were changed: ``A06`` is the first,
``A06.2`` the second version. None is ever taken out, so that decisions can be replayed.
The rules themselves stand in ``whitelist.py`` and ``whitelist_notices.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from dengbu.kernel.clause import Clause


@dataclass(frozen=True, kw_only=True, slots=True)
class SmartFacts:
    """What the rules for one request read; gathered by the caller, never fetched here."""

    signature_valid: bool  # the request's signature verifies with the named key
    key_id: str
    key_in_force: bool  # registered for this bank and valid on the day
    bank_credit_code: str  # of the organisation that signed
    agent_authorised: bool  # the organisation's account may file
    proof_no: str  # as stated
    stated_amount: Decimal | None  # yuan; None: not stated
    stated_mortgagor: str  # the other side's names as stated, "" not stated
    registered_proof: bool  # a right in force of the asked kind bears this proof on this unit
    registered_mortgagees: tuple[str, ...] = ()  # credit codes of who holds that right
    registered_amount: Decimal | None = None
    registered_mortgagors: tuple[str, ...] = ()  # names of who bears it
    seizures: int = 0  # in force or waiting on the unit
    other_cases: tuple[str, ...] = ()  # other open cases on the unit
    at: datetime
    agreed_alone: bool = False  # the contract lets who files apply without the other side
    numbers_match: bool = False  # identity numbers of the other side are the registered ones
    owners: tuple[str, ...] = ()  # names of who holds the unit now; none: not registered yet
    owned_by_obligors: bool = False  # those are exactly who bears the notice
    burdens: tuple[str, ...] = ()  # objections, stop orders, other notices, in words
    mortgages: int = 0  # in force on the unit
    contract_filed: str = ""  # what housing says of the contract: MATCH, ...; "": not asked
    tax_cleared: str = ""  # what the tax office says
    fund_paid: str = ""  # what housing says of the maintenance fund
    answers_until: datetime | None = None  # until when those answers are taken as true
    sale: str = ""  # number of the sale under mortgage whose paid bank asks; "": of none
    sale_proof: str = ""  # of the mortgage that its sides confirmed
    sale_agreed: Decimal | None = None  # yuan that all confirmed for the old bank
    sale_paid: Decimal | None = None  # yuan, as the account said that it paid
    sale_settled: Decimal | None = None  # yuan, as the bank signed that it has


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One fact that is otherwise, and what then changes."""

    fact: str  # name of the fact that people see: stated_amount
    words: str  # plain Chinese: what is otherwise
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)  # of `SmartFacts`
    nameless: str = ""  # the same where the words name people of the register; "": they do not

    @property
    def unnamed(self) -> str:
        """For readers who leave no look: nobody is named whom they did not name themselves."""
        return self.nameless or self.words

    def made(self, facts: SmartFacts) -> SmartFacts:
        """The facts with this change."""
        return replace(facts, **self.values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """One rule's answer."""

    code: str
    holds: bool
    question: str  # what was asked, in plain Chinese
    clause: Clause
    facts: Mapping[str, str] = field(default_factory=dict)
    error: str = ""  # the rule itself failed: it has not said yes, so it is no

    @property
    def said(self) -> str:
        """Question and answer as people read them."""
        return said_of(self.question, holds=self.holds, error=bool(self.error))


def said_of(question: str, *, holds: bool, error: bool) -> str:
    """A question of the whitelist with its answer, in plain Chinese."""
    answer = "规则出错了，没能判断" if error else "是" if holds else "否"
    return f"{question}？{answer}"


Changes = Callable[[SmartFacts], tuple[Change, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Flips:
    """What would turn an answer."""

    mends: Changes  # of a no: what would make it a yes
    turns: Changes  # of a yes: what would make it a no, the smallest first


@dataclass(frozen=True, kw_only=True, slots=True)
class WhitelistRule:
    """One question of the whitelist."""

    code: str
    question: str
    clause: Clause
    holds: Callable[[SmartFacts], bool]
    facts: Callable[[SmartFacts], Mapping[str, str]]
    flips: Flips
    version: int = 1

    @property
    def name(self) -> str:
        """How files and kept decisions name it."""
        return self.code if self.version == 1 else f"{self.code}.{self.version}"


def consider(facts: SmartFacts, rules: Iterable[WhitelistRule]) -> tuple[Verdict, ...]:
    """Every rule's answer, in order; a rule that fails with an error has not said yes."""
    return tuple(_asked(rule, facts) for rule in rules)


def _asked(rule: WhitelistRule, facts: SmartFacts) -> Verdict:
    holds, read, error = False, {}, ""
    try:
        holds, read = bool(rule.holds(facts)), dict(rule.facts(facts))
    except Exception as raised:  # whatever it is: the case must reach a person
        holds, error = False, f"{type(raised).__name__}: {raised}"[:300]
    return Verdict(
        code=rule.name,
        holds=holds,
        question=rule.question,
        clause=rule.clause,
        facts=read,
        error=error,
    )


def approved(verdicts: Sequence[Verdict]) -> bool:
    """Whether the whitelist lets the case through without a human."""
    return bool(verdicts) and all(v.holds for v in verdicts)
