"""The questions of the whitelist that are asked of whatever ends a security: A01 to A09 (G44)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dengbu.casework.rules.autopilot import Change, Flips, SmartFacts, WhitelistRule
from dengbu.kernel.clause import CIVIL_CODE, REGULATION

CENT = Decimal("0.01")


def shown(value: Decimal | None) -> str:
    """An amount as people read it."""
    return "未填" if value is None else f"{value:,.2f} 元"


def either(fact: str, *, good: Any, bad: Any, mended: str, turned: str) -> Flips:
    """The two changes of a fact that either is as it must be or is not."""
    return Flips(
        mends=lambda _: (Change(fact=fact, words=mended, values={fact: good}),),
        turns=lambda _: (Change(fact=fact, words=turned, values={fact: bad}),),
    )


def yes_no(fact: str, *, mended: str, turned: str) -> Flips:
    """The two changes of a fact that is true or false."""
    return either(fact, good=True, bad=False, mended=mended, turned=turned)


def _amount_mended(facts: SmartFacts) -> tuple[Change, ...]:
    if facts.registered_amount is not None:
        registered, stated = shown(facts.registered_amount), shown(facts.stated_amount)
        words = f"债权数额写成登记簿的 {registered}（写的是 {stated}）"
        return (
            Change(
                fact="stated_amount",
                words=words,
                values={"stated_amount": facts.registered_amount},
            ),
        )
    same = facts.stated_amount or CENT
    words = "登记簿上有这项权利，债权数额和写的一样"
    values = {"registered_amount": same, "stated_amount": same}
    return (Change(fact="registered_amount", words=words, values=values),)


def _amount_turned(facts: SmartFacts) -> tuple[Change, ...]:
    if facts.stated_amount is None:
        return ()
    other = facts.stated_amount + CENT
    words = f"债权数额多写 1 分，写成 {shown(other)}"
    return (Change(fact="stated_amount", words=words, values={"stated_amount": other}),)


def other_side(who: str) -> Flips:
    """The two changes of who bears the right: ``who`` is what they are called."""

    def mended(facts: SmartFacts) -> tuple[Change, ...]:
        names = "、".join(facts.registered_mortgagors)
        if names:
            stated = facts.stated_mortgagor or "未填"
            return (
                Change(
                    fact="stated_mortgagor",
                    words=f"{who}写成登记簿的 {names}（写的是 {stated}）",
                    nameless=f"{who}写得和登记簿一样（写的是 {stated}）",
                    values={"stated_mortgagor": names},
                ),
            )
        same = facts.stated_mortgagor or who
        words = f"登记簿上有这项权利，{who}和写的一样"
        values = {"registered_mortgagors": tuple(same.split("、")), "stated_mortgagor": same}
        return (Change(fact="registered_mortgagors", words=words, values=values),)

    def turned(facts: SmartFacts) -> tuple[Change, ...]:
        words = f"{who}的姓名有一个字不一样"
        values = {"stated_mortgagor": f"{facts.stated_mortgagor}某"}
        return (Change(fact="stated_mortgagor", words=words, values=values),)

    return Flips(mends=mended, turns=turned)


def holder_is(said: str) -> Flips:
    """The two changes of who holds the right: ``said`` is what they are called."""

    def mended(facts: SmartFacts) -> tuple[Change, ...]:
        words = f"登记簿上的{said}只是申请的这一家"
        values = {"registered_mortgagees": (facts.bank_credit_code,)}
        return (Change(fact="registered_mortgagees", words=words, values=values),)

    def turned(facts: SmartFacts) -> tuple[Change, ...]:
        words = f"登记簿上的{said}是别家，或者还有别家"
        values = {"registered_mortgagees": (*facts.registered_mortgagees, "")}
        return (Change(fact="registered_mortgagees", words=words, values=values),)

    return Flips(mends=mended, turns=turned)


def same_holder(facts: SmartFacts) -> bool:
    """Whether who signed is the one holder of the right."""
    return facts.registered_mortgagees == (facts.bank_credit_code,)


def same_names(facts: SmartFacts) -> bool:
    """Whether the other side's names are those of the register, in any order."""
    return sorted(facts.stated_mortgagor.split("、")) == sorted(facts.registered_mortgagors)


def holder_facts(facts: SmartFacts) -> Mapping[str, str]:
    """Who signed and who holds."""
    return {
        "bank": facts.bank_credit_code,
        "registered": "、".join(facts.registered_mortgagees),
    }


def names_facts(facts: SmartFacts) -> Mapping[str, str]:
    """The other side as stated and as registered."""
    return {
        "stated": facts.stated_mortgagor or "未填",
        "registered": "、".join(facts.registered_mortgagors),
    }


WHITELIST: tuple[WhitelistRule, ...] = (
    WhitelistRule(
        code="A01",
        question="银行的签名对得上登记的公钥吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.signature_valid,
        facts=lambda f: {"key_id": f.key_id},
        flips=yes_no(
            "signature_valid", mended="签名对得上备案的公钥", turned="签名对不上备案的公钥"
        ),
    ),
    WhitelistRule(
        code="A02",
        question="这把公钥属于这家银行，今天有效吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.key_in_force,
        facts=lambda f: {"key_id": f.key_id, "bank": f.bank_credit_code},
        flips=yes_no(
            "key_in_force", mended="用这家单位备案、没有过期的公钥签名", turned="公钥过期或者停用了"
        ),
    ),
    WhitelistRule(
        code="A03",
        question="经办人有这家银行的授权吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.agent_authorised,
        facts=lambda f: {"bank": f.bank_credit_code},
        flips=yes_no(
            "agent_authorised", mended="经办人有这家单位的授权", turned="经办人的授权收回了"
        ),
    ),
    WhitelistRule(
        code="A04",
        question="登记证明现在有效，就在这个单元上吗",
        clause=CIVIL_CODE.of(393),
        holds=lambda f: f.registered_proof,
        facts=lambda f: {"proof_no": f.proof_no},
        flips=yes_no(
            "registered_proof",
            mended="这个登记证明在这个单元上有效",
            turned="这个登记证明已经注销，或者在别的单元上",
        ),
    ),
    WhitelistRule(
        code="A05",
        question="申请的银行就是登记的抵押权人吗",
        clause=CIVIL_CODE.of(393),
        holds=same_holder,
        facts=holder_facts,
        flips=holder_is("抵押权人"),
    ),
    WhitelistRule(
        code="A06",
        question="债权数额和登记簿一样吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.stated_amount is not None and f.stated_amount == f.registered_amount,
        facts=lambda f: {
            "stated": shown(f.stated_amount),
            "registered": shown(f.registered_amount),
        },
        flips=Flips(mends=_amount_mended, turns=_amount_turned),
    ),
    WhitelistRule(
        code="A07",
        question="抵押人和登记簿一样吗",
        clause=REGULATION.of(18),
        holds=same_names,
        facts=names_facts,
        flips=other_side("抵押人"),
    ),
    WhitelistRule(
        code="A08",
        question="单元上没有查封吗",
        clause=CIVIL_CODE.of(399),
        holds=lambda f: f.seizures == 0,
        facts=lambda f: {"seizures": str(f.seizures)},
        flips=either(
            "seizures", good=0, bad=1, mended="单元上的查封都解除了", turned="单元上有一个查封"
        ),
    ),
    WhitelistRule(
        code="A09",
        question="单元上没有别的在办件吗",
        clause=REGULATION.of(18),
        holds=lambda f: not f.other_cases,
        facts=lambda f: {"cases": "、".join(f.other_cases)},
        flips=either(
            "other_cases",
            good=(),
            bad=("",),
            mended="单元上别的在办件办完了",
            turned="单元上另有一件在办",
        ),
    ),
)
"""Of G44 抵押权注销, ordinary and maximum-amount alike."""
