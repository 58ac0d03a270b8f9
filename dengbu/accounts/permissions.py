"""What a post may do: one table, and the one question asked of it."""

from enum import StrEnum

from dengbu.accounts.actors import Actor
from dengbu.accounts.codes import AccountKind, OrganisationKind, Post
from dengbu.kernel.fault import Fault, FaultCode, Faults


class Permission(StrEnum):
    """A power; the value is the name."""

    ACCEPT = "ACCEPT"  # accept a request at the window
    EXAMINE = "EXAMINE"  # approve, return or refuse a case given to one
    ASSIGN = "ASSIGN"  # give a case to another examiner
    REGISTER = "REGISTER"  # enter an approved case in the register
    SEARCH_REGISTER = "SEARCH_REGISTER"  # look units, holders and certificates up
    VIEW_IDENTITY = "VIEW_IDENTITY"  # see identity numbers unmasked, each time with a trace
    ISSUE = "ISSUE"  # print and hand out certificates
    LEDGER = "LEDGER"  # see the accounts of an office with the treasury, and set them right
    AUDIT = "AUDIT"  # read cases, logs and evidence of the office
    SEALS = "SEALS"  # say that a seal counts no more, or agree to it: two officers do it
    ADMIN = "ADMIN"  # accounts, posts, catalogue, imports
    APPLY = "APPLY"  # send in a request of one's own
    FILE_BATCH = "FILE_BATCH"  # send in requests of one's organisation in batches
    TELL_PAYMENTS = "TELL_PAYMENTS"  # say what was paid and refunded: the treasury alone
    TAKE_PART = "TAKE_PART"  # confirm a sale under mortgage: banks and who supervises its money

    @property
    def label(self) -> str:
        """Name of the power in the sentence that refuses it."""
        return _LABELS[self]


_LABELS = {
    Permission.ACCEPT: "受理登记申请",
    Permission.EXAMINE: "审核登记案件",
    Permission.ASSIGN: "调整审核人员",
    Permission.REGISTER: "登簿",
    Permission.SEARCH_REGISTER: "查询登记簿",
    Permission.VIEW_IDENTITY: "查看完整证件号码",
    Permission.ISSUE: "缮证、发证",
    Permission.LEDGER: "对账和退费",
    Permission.AUDIT: "查看质量监督记录",
    Permission.SEALS: "作废印章",
    Permission.ADMIN: "管理系统",
    Permission.APPLY: "提交本人的登记申请",
    Permission.FILE_BATCH: "批量提交登记申请",
    Permission.TELL_PAYMENTS: "通知缴费结果",
    Permission.TAKE_PART: "确认带押过户",
}
_DESK = frozenset({Permission.SEARCH_REGISTER, Permission.VIEW_IDENTITY})
POSTS: dict[Post, frozenset[Permission]] = {
    Post.WINDOW: _DESK | {Permission.ACCEPT, Permission.ISSUE},
    Post.EXAMINER: _DESK | {Permission.EXAMINE, Permission.REGISTER},
    Post.CHIEF: _DESK
    | {
        Permission.EXAMINE,
        Permission.REGISTER,
        Permission.ASSIGN,
        Permission.LEDGER,
        Permission.SEALS,
    },
    Post.CASHIER: frozenset({Permission.SEARCH_REGISTER, Permission.LEDGER}),
    Post.ARCHIVIST: _DESK | {Permission.ISSUE},
    Post.AUDITOR: frozenset({Permission.SEARCH_REGISTER, Permission.AUDIT, Permission.SEALS}),
    Post.ADMIN: frozenset({Permission.ADMIN, Permission.SEALS}),
    Post.SYSTEM: frozenset({Permission.EXAMINE, Permission.REGISTER}),
}
KINDS: dict[AccountKind, frozenset[Permission]] = {
    AccountKind.OFFICER: frozenset(),
    AccountKind.AGENT: frozenset({Permission.FILE_BATCH}),
    AccountKind.CITIZEN: frozenset({Permission.APPLY}),
}
ORGANISATIONS: dict[OrganisationKind, frozenset[Permission]] = {
    OrganisationKind.TREASURY: frozenset({Permission.TELL_PAYMENTS}),
    OrganisationKind.ESCROW: frozenset({Permission.TAKE_PART}),
    OrganisationKind.BANK: frozenset({Permission.FILE_BATCH, Permission.TAKE_PART}),
}
"""Organisations whose people have other powers than agents have."""


def permissions(actor: Actor) -> frozenset[Permission]:
    """Everything that the actor may do."""
    if actor.organisation_kind in ORGANISATIONS:
        return ORGANISATIONS[actor.organisation_kind]
    return KINDS[actor.kind].union(*(POSTS[post] for post in actor.posts))


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the power: for showing or leaving out a control."""
    return permission in permissions(actor)


def require(actor: Actor, permission: Permission) -> None:
    """Raise `Faults` PERMISSION_MISSING, with who can help, unless the actor has the power."""
    if may(actor, permission):
        return
    helper = "请联系本单位系统管理员调整岗位。" if actor.kind is AccountKind.OFFICER else ""
    raise Faults(
        Fault(
            code=FaultCode.PERMISSION_MISSING,
            message=f"您的账号没有“{permission.label}”的权限。{helper}",
            data={"permission": permission.value},
        )
    )
