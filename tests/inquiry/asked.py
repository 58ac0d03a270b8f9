"""Questions as people rightly ask them, for the tests of inquiry."""

from dataclasses import replace

from dengbu.accounts import api as accounts
from dengbu.inquiry.api import Person, Question
from dengbu.register import api as register
from tests.casework.desk import ENTERED, NOW
from tests.register.city import person

__all__ = ["NOW", "citizen", "question", "who"]
PAPERS = {
    "HOLDER": ("身份证明",),
    "HEIR": ("身份证明", "权利人死亡的证明", "亲属关系证明、遗嘱或者遗赠材料"),
    "DEAL": ("身份证明", "买卖、租赁、抵押等合同"),
    "SUIT": ("身份证明", "法院或者仲裁委的受理通知书"),
    "INTENT": ("身份证明",),
    "PUBLIC": ("身份证明",),
    "AUTHORITY": ("协助查询通知书", "两名执行人员的工作证"),
}


def who(party: register.PartyRef) -> Person:
    return Person(name=party.name, id_type=party.id_type, id_no=party.id_no)


def question(kind: str, capacity: str, asker: register.PartyRef, **more: object) -> Question:
    """At the window, with all papers."""
    asked = Question(
        kind=kind,
        capacity=capacity,
        channel="W",
        asker=who(asker),
        purpose="孩子上学报名用",
        papers=PAPERS[capacity],
    )
    return replace(asked, **more)  # type: ignore[arg-type]  # keywords of one test


def citizen(n: int) -> accounts.Actor:
    """The n-th person, signed in."""
    party = person(n)
    account = accounts.create_account(
        accounts.NewAccount(
            username=party.id_no,
            name=party.name,
            kind=accounts.AccountKind.CITIZEN,
            password="long-enough-for-tests",
            id_type=party.id_type,
            id_no=party.id_no,
        ),
        now=ENTERED,
    )
    return accounts.actor_of(account)
