"""The door of accounts."""

from dengbu.accounts.actors import (
    Actor,
    ActorRef,
    actor,
    actor_of,
    chiefs,
    examiners,
    officers,
    system_actor,
)
from dengbu.accounts.asking_looks import (
    answer_look,
    question_look,
    questions,
    require_answering,
)
from dengbu.accounts.attesting import ATTESTED, audit_leaves, content_of
from dengbu.accounts.codes import AccountKind, Department, OrganisationKind, Post
from dengbu.accounts.disclosures import (
    Purpose,
    disclose,
    said_purpose,
)
from dengbu.accounts.identities import identify, officer_numbers, officers_of_numbers
from dengbu.accounts.leave import LeaveView, away, end_leave, leaves, take_leave
from dengbu.accounts.looks import (
    ASKED_FOR,
    LookKind,
    LookView,
    erase_looks,
    look_of,
    looks_of,
    note_reads,
    office_of_look,
)
from dengbu.accounts.models import Account
from dengbu.accounts.offices import OfficeView, load_offices, office, offices, same_city
from dengbu.accounts.organisations import (
    KeyView,
    OrganisationView,
    keys_in_force,
    organisation,
    organisation_key,
    organisations,
)
from dengbu.accounts.partners import (
    agent_account,
    create_organisation,
    register_key,
    withdraw_key,
)
from dengbu.accounts.people import (
    NewAccount,
    create_account,
    create_accounts,
    enrol_totp,
    signature_holds,
)
from dengbu.accounts.permissions import Permission, may, permissions, require
from dengbu.accounts.reads import ReadPage, ReadView, reads
from dengbu.accounts.sign_in import sign_in_check

__all__ = [
    "ASKED_FOR",
    "ATTESTED",
    "Account",
    "AccountKind",
    "Actor",
    "ActorRef",
    "Department",
    "KeyView",
    "LeaveView",
    "LookKind",
    "LookView",
    "NewAccount",
    "OfficeView",
    "OrganisationKind",
    "OrganisationView",
    "Permission",
    "Post",
    "Purpose",
    "ReadPage",
    "ReadView",
    "actor",
    "answer_look",
    "erase_looks",
    "look_of",
    "looks_of",
    "note_reads",
    "office_of_look",
    "question_look",
    "questions",
    "reads",
    "require_answering",
    "agent_account",
    "audit_leaves",
    "content_of",
    "actor_of",
    "away",
    "chiefs",
    "disclose",
    "said_purpose",
    "create_account",
    "create_accounts",
    "create_organisation",
    "end_leave",
    "enrol_totp",
    "examiners",
    "identify",
    "leaves",
    "load_offices",
    "may",
    "office",
    "officer_numbers",
    "officers",
    "officers_of_numbers",
    "offices",
    "same_city",
    "organisation",
    "keys_in_force",
    "organisation_key",
    "organisations",
    "permissions",
    "register_key",
    "require",
    "sign_in_check",
    "signature_holds",
    "system_actor",
    "take_leave",
    "withdraw_key",
]
