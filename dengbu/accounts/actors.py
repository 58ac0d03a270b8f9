"""Who acts: the value that every verb of the house takes instead of a request or a user row."""

from dataclasses import dataclass
from datetime import date

from dengbu.accounts.codes import AccountKind, Department, OrganisationKind, Post
from dengbu.accounts.models import Account, Leave, OfficerPost

SYSTEM_NAME = "智能审批"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """One person or system acting now, with the powers of this moment."""

    id: int  # account
    name: str  # as printed beside what they did
    kind: AccountKind
    office: str = ""  # six-digit code; empty for agents and citizens
    posts: frozenset[Post] = frozenset()
    departments: frozenset[Department] = frozenset()
    organisation_id: int | None = None
    organisation_name: str = ""
    organisation_credit_code: str = ""
    organisation_kind: OrganisationKind | None = None
    id_type: str = ""  # citizens only, national code value
    id_no: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorRef:
    """An officer to whom something can be given."""

    id: int  # account
    name: str


def actor_of(account: Account) -> Actor:
    """The actor behind a signed-in account; one query for an officer, one for an agent."""
    kind = AccountKind(account.kind)
    held: list[tuple[str, str]] = []
    if kind is AccountKind.OFFICER:
        held = list(account.posts.filter(until=None).values_list("post", "department"))
    organisation = account.organisation
    return Actor(
        id=account.id,
        name=account.name,
        kind=kind,
        office=account.office,
        posts=frozenset(Post(post) for post, _ in held),
        departments=frozenset(Department(department) for _, department in held),
        organisation_id=organisation.id if organisation else None,
        organisation_name=organisation.name if organisation else "",
        organisation_credit_code=organisation.credit_code if organisation else "",
        organisation_kind=OrganisationKind(organisation.kind) if organisation else None,
        id_type=account.id_type,
        id_no=account.id_no,
    )


def actor(account_id: int) -> Actor | None:
    """The actor of an account id, None if there is no such account or it is closed."""
    found = Account.objects.select_related("organisation").filter(id=account_id, is_active=True)
    account = found.first()
    return actor_of(account) if account else None


def officers(office: str) -> tuple[Actor, ...]:
    """Everybody who works at an office, by id."""
    own = Account.objects.filter(office=office, kind=AccountKind.OFFICER, is_active=True)
    return tuple(actor_of(account) for account in own.filter(id__gt=0).order_by("id"))


def examiners(
    office: str, *departments: Department, on: date | None = None
) -> tuple[ActorRef, ...]:
    """Officers who may be given a case of one of the departments, in a fixed order (by id).

    With ``on`` only those who are at work on that day.
    The order is fixed so that a random draw among them can be repeated from its seed.
    """
    held = OfficerPost.objects.filter(
        office=office,
        department__in=departments,
        post=Post.EXAMINER,
        until=None,
        account__is_active=True,
    )
    if on is not None:
        away = Leave.objects.filter(office=office, ended_at=None, first__lte=on, last__gte=on)
        held = held.exclude(account_id__in=away.values("account_id"))
    rows = held.order_by("account_id").values_list("account_id", "account__name")
    return tuple(ActorRef(id=id, name=name) for id, name in dict.fromkeys(rows))


def chiefs(office: str) -> tuple[ActorRef, ...]:
    """Chiefs (科长) of an office, by name."""
    held = OfficerPost.objects.filter(
        office=office, post=Post.CHIEF, until=None, account__is_active=True
    )
    rows = held.order_by("account__name", "account_id").values_list("account_id", "account__name")
    return tuple(ActorRef(id=id, name=name) for id, name in dict.fromkeys(rows))


def system_id(office: str) -> int:
    """The account of automatic approval: minus the office's code, which no sequence gives out."""
    return -int(office)


def system_actor(office: str) -> Actor:
    """Automatic approval (智能审批) of an office. Its account cannot sign in."""
    return Actor(
        id=system_id(office),
        name=SYSTEM_NAME,
        kind=AccountKind.OFFICER,
        office=office,
        posts=frozenset({Post.SYSTEM}),
    )
