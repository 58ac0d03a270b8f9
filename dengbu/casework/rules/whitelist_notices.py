"""The questions of the whitelist about advance notices (G37, G38), and which rule a name means."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dengbu.casework.rules.autopilot import Change, Flips, SmartFacts, WhitelistRule
from dengbu.casework.rules.whitelist import (
    WHITELIST,
    either,
    holder_facts,
    holder_is,
    names_facts,
    other_side,
    same_holder,
    same_names,
    yes_no,
)
from dengbu.casework.rules.whitelist_sales import SALE_RULES
from dengbu.kernel.clause import CIVIL_CODE, DEED_TAX_LAW, REGULATION

MATCH = "MATCH"
"""What a department answers when everything is as it was asked (`exchange.Outcome`)."""


def _until(facts: SmartFacts) -> str:
    return facts.answers_until.isoformat() if facts.answers_until else "没有要问部门的"


def _fresh(facts: SmartFacts) -> bool:
    return facts.answers_until is None or facts.at < facts.answers_until


def _answered(fact: str, what: str) -> Flips:
    return either(
        fact, good=MATCH, bad="NO_MATCH", mended=f"部门答{what}", turned=f"部门答不是{what}"
    )


def _burdened(facts: SmartFacts) -> tuple[Change, ...]:
    return (Change(fact="burdens", words="单元上有人提出异议", values={"burdens": ("异议",)}),)


NOTICE_RULES: tuple[WhitelistRule, ...] = (
    WhitelistRule(
        code="B05",
        question="申请的单位就是预告登记的权利人吗",
        clause=CIVIL_CODE.of(221),
        holds=same_holder,
        facts=holder_facts,
        flips=holder_is("预告登记权利人"),
    ),
    WhitelistRule(
        code="B07",
        question="预告登记的义务人和登记簿一样吗",
        clause=REGULATION.of(18),
        holds=same_names,
        facts=names_facts,
        flips=other_side("义务人"),
    ),
    WhitelistRule(
        code="B08",
        question="义务人的证件号码和登记簿一样吗",
        clause=REGULATION.of(18),
        holds=lambda f: f.numbers_match,
        facts=lambda f: {"match": "一样" if f.numbers_match else "不一样"},
        flips=yes_no(
            "numbers_match",
            mended="义务人的证件号码和登记簿一样",
            turned="义务人的证件号码有一位不一样",
        ),
    ),
    WhitelistRule(
        code="B16",
        question="合同约定可以由申请的单位一方申请吗",
        clause=CIVIL_CODE.of(221),
        holds=lambda f: f.agreed_alone,
        facts=lambda f: {"agreed": "约定了" if f.agreed_alone else "没有约定"},
        flips=yes_no(
            "agreed_alone",
            mended="合同约定可以由申请的单位一方申请",
            turned="合同没有约定可以一方申请",
        ),
    ),
    WhitelistRule(
        code="B09",
        question="首次登记做了，现在的权利人就是预告登记的义务人吗",
        clause=CIVIL_CODE.of(221),
        holds=lambda f: f.owned_by_obligors,
        facts=lambda f: {
            "owners": "、".join(f.owners) or "还没有首次登记",
            "obligors": "、".join(f.registered_mortgagors),
        },
        flips=yes_no(
            "owned_by_obligors",
            mended="单元登记在预告登记的义务人名下",
            turned="单元登记在别人名下，或者还没有登记",
        ),
    ),
    WhitelistRule(
        code="B10",
        question="单元上没有异议、政府限制和别人的预告吗",
        clause=CIVIL_CODE.of(220),
        holds=lambda f: not f.burdens,
        facts=lambda f: {"burdens": "、".join(f.burdens)},
        flips=Flips(
            mends=lambda _: (
                Change(
                    fact="burdens",
                    words="单元上的异议、限制和别人的预告都没有了",
                    values={"burdens": ()},
                ),
            ),
            turns=_burdened,
        ),
    ),
    WhitelistRule(
        code="B11",
        question="单元上没有抵押权吗",
        clause=CIVIL_CODE.of(406),
        holds=lambda f: f.mortgages == 0,
        facts=lambda f: {"mortgages": str(f.mortgages)},
        flips=either(
            "mortgages",
            good=0,
            bad=1,
            mended="单元上的抵押权都注销了",
            turned="单元上有一笔抵押权",
        ),
    ),
    WhitelistRule(
        code="B12",
        question="合同网签备案了，买方和价款一样吗（住建部门）",
        clause=REGULATION.of(18),
        holds=lambda f: f.contract_filed == MATCH,
        facts=lambda f: {"answer": f.contract_filed or "没有问"},
        flips=_answered("contract_filed", "合同已经备案，买方和价款都一样"),
    ),
    WhitelistRule(
        code="B13",
        question="契税缴清了吗（税务部门）",
        clause=DEED_TAX_LAW.of(11),
        holds=lambda f: f.tax_cleared == MATCH,
        facts=lambda f: {"answer": f.tax_cleared or "没有问"},
        flips=_answered("tax_cleared", "契税已经缴清或者免税"),
    ),
    WhitelistRule(
        code="B14",
        question="住宅专项维修资金缴存了吗（住建部门）",
        clause=REGULATION.of(18),
        holds=lambda f: f.fund_paid == MATCH,
        facts=lambda f: {"answer": f.fund_paid or "没有问"},
        flips=_answered("fund_paid", "维修资金已经缴存"),
    ),
    WhitelistRule(
        code="B15",
        question="部门的答复还在有效时间里吗",
        clause=REGULATION.of(18),
        holds=_fresh,
        facts=lambda f: {"until": _until(f), "at": f.at.isoformat()},
        flips=Flips(
            mends=lambda _: (
                Change(fact="answers_until", words="再问一次部门", values={"answers_until": None}),
            ),
            turns=lambda f: (
                Change(
                    fact="answers_until",
                    words="部门的答复过了时间还没有登簿",
                    values={"answers_until": f.at},
                ),
            ),
        ),
    ),
)
RULES: Mapping[str, WhitelistRule] = MappingProxyType(
    {rule.name: rule for rule in (*WHITELIST, *NOTICE_RULES, *SALE_RULES)}
)
"""Every rule in every version by the name that files and kept decisions use."""
DEPARTMENTS = frozenset({"B12", "B13", "B14"})
"""Rules that read what departments answer, so that these are asked before."""


def named(names: Iterable[str]) -> tuple[WhitelistRule, ...]:
    """The rules of these names, in order. Raises LookupError, with the name that none has."""
    return tuple(RULES[name] for name in names)
