"""The questions of the whitelist when the paid bank of a sale under mortgage ends its own: S01 to
S03, beside those of A01 to A09 that do not read what such a bank never states.

The bank's word names neither the registered debt nor who bears it, so A06 and A07 have nothing to
compare; what shows that the debt is paid is what the account and the bank have said of the sum that
all had confirmed (《民法典》第393条).
"""

from decimal import Decimal

from dengbu.casework.rules.autopilot import Change, Flips, SmartFacts, WhitelistRule
from dengbu.casework.rules.whitelist import CENT, shown
from dengbu.kernel.clause import CIVIL_CODE


def _sum(fact: str, mended: str, turned: str) -> Flips:
    """The two changes of a sum that must be the agreed one."""

    def same(facts: SmartFacts) -> tuple[Change, ...]:
        values = {fact: facts.sale_agreed or CENT, "sale_agreed": facts.sale_agreed or CENT}
        return (Change(fact=fact, words=mended, values=values),)

    def other(facts: SmartFacts) -> tuple[Change, ...]:
        values = {fact: (facts.sale_agreed or Decimal(0)) + CENT}
        return (Change(fact=fact, words=turned, values=values),)

    return Flips(mends=same, turns=other)


SALE_RULES: tuple[WhitelistRule, ...] = (
    WhitelistRule(
        code="S01",
        question="要注销的就是各方确认要还清的那一笔抵押吗",
        clause=CIVIL_CODE.of(393),
        holds=lambda f: bool(f.sale) and f.sale_proof == f.proof_no,
        facts=lambda f: {"sale": f.sale, "agreed": f.sale_proof, "asked": f.proof_no},
        flips=Flips(
            mends=lambda f: (
                Change(
                    fact="sale_proof",
                    words="各方确认的就是这个登记证明",
                    values={"sale": f.sale or "-", "sale_proof": f.proof_no},
                ),
            ),
            turns=lambda _: (
                Change(
                    fact="sale_proof",
                    words="各方确认的是另一个登记证明",
                    values={"sale_proof": ""},
                ),
            ),
        ),
    ),
    WhitelistRule(
        code="S02",
        question="监管账户说把结清的钱付给这家银行了吗，是各方确认的数吗",
        clause=CIVIL_CODE.of(393),
        holds=lambda f: f.sale_paid is not None and f.sale_paid == f.sale_agreed,
        facts=lambda f: {"paid": shown(f.sale_paid), "agreed": shown(f.sale_agreed)},
        flips=_sum("sale_paid", "监管账户按各方确认的数付了", "监管账户付的是另一个数"),
    ),
    WhitelistRule(
        code="S03",
        question="这家银行签名说收到的，是各方确认的结清金额吗",
        clause=CIVIL_CODE.of(393),
        holds=lambda f: f.sale_settled is not None and f.sale_settled == f.sale_agreed,
        facts=lambda f: {"settled": shown(f.sale_settled), "agreed": shown(f.sale_agreed)},
        flips=_sum("sale_settled", "银行签名说收到了各方确认的数", "银行签名说的是另一个数"),
    ),
)
OF_SALES = ("A01", "A02", "A03", "A04", "A05", "S01", "S02", "S03", "A08", "A09")
"""What is asked of such a request, in this order, in place of its service's list."""
