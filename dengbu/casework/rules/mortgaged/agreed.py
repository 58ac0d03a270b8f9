"""What all agree on, as one tree of plain values; its digest is what each confirms.

Home, price, both banks, the old mortgage as the register has it, the new one with all its terms,
sellers and buyers with their shares, and who holds the money. Whatever of it changes is another
agreement: 《民法典》第406条, 第543条 (a contract is changed by agreement of all).
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dengbu.casework.rules.mortgaged.plan import Mode
from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.chinese import day_words
from dengbu.kernel.money import show_yuan

Content = Mapping[str, Any]
LABELS: Mapping[str, str] = {
    "home": "房子",
    "mode": "办法",
    "price": "房价",
    "sellers": "卖方",
    "buyers": "买方和份额",
    "old": "旧抵押",
    "payoff": "还卖方银行的钱",
    "new_bank": "新银行",
    "new": "新贷款",
    "account": "资金监管机构",
}
"""Each part, as people are told that it differs."""
MONEY = frozenset({"home", "mode", "price", "sellers", "buyers", "old", "payoff", "new_bank"})
"""Parts on which it hangs who pays whom: another one is another deal."""


def digest(content: Content) -> str:
    """SHA-256 of the canonical content, hexadecimal."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def differing(one: Content, other: Content) -> tuple[str, ...]:
    """The parts in which two agreements are not the same, in the order of `LABELS`."""
    return tuple(
        part for part in LABELS if canonical_json(one.get(part)) != canonical_json(other.get(part))
    )


def named(parts: tuple[str, ...]) -> str:
    """These parts in words."""
    return "、".join(LABELS[part] for part in parts)


Term = tuple[str, str]
"""Label and value, in words."""
_NEW: Mapping[str, str] = {
    "amount": "担保的债权",
    "debt_from": "借款从哪天起",
    "debt_to": "到哪天止",
    "mode": "抵押方式",
    "scope": "担保范围",
    "restricted": "抵押期间禁止或者限制转让",
    "contract_no": "抵押合同编号",
    "construction_scope": "在建建筑物抵押范围",
}
_PAYOFF = {
    Mode.CHANGED: "改由买方还的贷款",
    Mode.ASSIGNED: "付给卖方银行的债权价款",
}
"""What the sum of the old bank is called, where it is not a debt that is paid back."""
_DAYS = frozenset({"debt_from", "debt_to"})
_MODES = {"1": "一般抵押", "2": "最高额抵押"}


def terms(content: Content, *, people: bool) -> tuple[Term, ...]:
    """All that is agreed, for whoever is to confirm it; ``people``: with the names of people."""
    return tuple(_terms(content, people=people)) if content else ()


def _terms(content: Content, *, people: bool) -> Iterator[Term]:
    mode = Mode(content["mode"])
    yield "不动产单元号", "、".join(content["home"])
    yield "办法", mode.label
    yield "房价", _yuan(content["price"])
    yield "卖方", _names(content["sellers"], people=people)
    yield "买方", _names([p for p in content["buyers"] if "id_no" in p], people=people)
    yield _PAYOFF.get(mode, "还卖方银行"), _yuan(content["payoff"])
    if old := content["old"]:
        until = f"，到 {_day(old['debt_to'])}" if old["debt_to"] else ""
        yield "旧抵押", f"{old['proof_no']}，担保 {_yuan(old['amount'])}{until}"
    if content["new_bank"]:
        yield "新银行", _names(content["new_bank"], people=True)
    for name, label in _NEW.items():
        value = content["new"].get(name)
        if value not in (None, ""):
            yield label, _shown(name, value)
    yield "钱由谁监管", content["account"][0]


def _shown(name: str, value: Any) -> str:
    if name == "amount":
        return _yuan(value)
    if name in _DAYS:
        return _day(value)
    if name == "mode":
        return _MODES.get(str(value), str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _day(value: str) -> str:
    return day_words(date.fromisoformat(value))


def _yuan(value: str) -> str:
    return show_yuan(Decimal(value))


def _names(found: list[Mapping[str, Any]], *, people: bool) -> str:
    shares = [f"（{p['share']}）" if p.get("share") else "" for p in found]
    if people:
        return "、".join(f"{p['name']}{share}" for p, share in zip(found, shares, strict=True))
    return f"{len(found)} 人{'，份额 ' + ''.join(shares) if any(shares) else ''}"
