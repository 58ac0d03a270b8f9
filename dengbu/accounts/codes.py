"""Closed lists of accounts: kinds, posts, departments, organisations, sign-in outcomes."""

from enum import StrEnum


class AccountKind(StrEnum):
    """Whose account it is."""

    OFFICER = "OFFICER"  # 登记机构工作人员
    AGENT = "AGENT"  # 银行、开发企业、中介的经办人
    CITIZEN = "CITIZEN"  # 申请人本人


class Post(StrEnum):
    """Post (岗位) of an officer; SYSTEM is automatic approval (智能审批)."""

    WINDOW = "WINDOW"
    EXAMINER = "EXAMINER"
    CHIEF = "CHIEF"
    ARCHIVIST = "ARCHIVIST"
    AUDITOR = "AUDITOR"
    CASHIER = "CASHIER"
    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _POST_LABELS[self]


class Department(StrEnum):
    """Department (部室) of a registration office, by the centre's own division of work."""

    FIRST = "FIRST"  # first registration
    TRANSFER = "TRANSFER"  # change, transfer, correction
    MORTGAGE = "MORTGAGE"  # mortgage, notice, objection, cancellation, seizure
    INTAKE = "INTAKE"  # accept, first check, charge, issue
    SURVEY = "SURVEY"  # survey of rights and parcels
    ARCHIVES = "ARCHIVES"  # certificate stock, quality, archive
    LEGAL = "LEGAL"  # disputes, review

    @property
    def label(self) -> str:
        """Name on screens."""
        return _DEPARTMENT_LABELS[self]


class OrganisationKind(StrEnum):
    """What an organisation outside the office is."""

    BANK = "BANK"
    DEVELOPER = "DEVELOPER"
    BROKER = "BROKER"
    TREASURY = "TREASURY"  # 财政部门: tells of payments, files no case
    ESCROW = "ESCROW"  # 资金监管机构: holds the money of a sale, files no case


class SignInOutcome(StrEnum):
    """How an attempt to sign in ended. LOCKED ones were refused unread and do not count."""

    OK = "OK"
    FAILED = "FAILED"
    LOCKED = "LOCKED"


_POST_LABELS = {
    Post.WINDOW: "受理岗",
    Post.EXAMINER: "审核岗",
    Post.CHIEF: "科长",
    Post.ARCHIVIST: "档案管理岗",
    Post.AUDITOR: "质量监督岗",
    Post.CASHIER: "收费岗",
    Post.ADMIN: "系统管理岗",
    Post.SYSTEM: "智能审批",
}
_DEPARTMENT_LABELS = {
    Department.FIRST: "登记一部",
    Department.TRANSFER: "登记二部",
    Department.MORTGAGE: "登记三部",
    Department.INTAKE: "受理部",
    Department.SURVEY: "权籍调查部",
    Department.ARCHIVES: "信息档案部",
    Department.LEGAL: "法规部",
}
