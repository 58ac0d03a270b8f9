"""Tables of accounts. Posts and sign-ins are only added or ended, never rewritten."""

from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from dengbu.accounts.codes import AccountKind, Department, OrganisationKind, Post, SignInOutcome
from dengbu.database.ids import next_id
from dengbu.database.models import Grant


def _one_of(field: str, codes: type[StrEnum], name: str) -> models.CheckConstraint:
    """A column holds a value of its closed list."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": sorted(code.value for code in codes)}), name=name
    )


class Office(models.Model):
    """A registration office (登记机构) and how its certificates name it."""

    grant: ClassVar[Grant] = Grant(
        update=("name", "province", "issuer", "address", "phone", "zones")
    )

    code = models.CharField(max_length=6, primary_key=True)  # GB/T 2260 code of its county
    name = models.CharField(max_length=60)
    province = models.CharField(max_length=2)  # short name in certificate numbers: 湘
    issuer = models.CharField(max_length=20)  # city or county in certificate numbers: 岳阳市
    address = models.CharField(max_length=100)
    phone = models.CharField(max_length=20)
    zones = models.JSONField(default=list)  # functional zones without a county code of their own


class Organisation(models.Model):
    """A bank, developer or broker that files cases."""

    grant: ClassVar[Grant] = Grant(update=("name", "is_active"))

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    credit_code = models.CharField(max_length=18, unique=True)  # GB 32100
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [_one_of("kind", OrganisationKind, "accounts_organisation_kind")]


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by user name; making one is `accounts.api.create_account`."""


class Account(AbstractBaseUser):
    """Who may sign in."""

    grant: ClassVar[Grant] = Grant(
        update=("password", "last_login", "totp_secret", "last_totp_step", "is_active", "name"),
        reader=False,
    )

    # No default: Django's checks make an empty account before there is a database to draw from.
    id = models.BigIntegerField(primary_key=True, editable=False)
    username = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=50)
    kind = models.CharField(max_length=8)
    office = models.CharField(max_length=6, blank=True)  # officers only
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="accounts"
    )
    id_type = models.CharField(max_length=2, blank=True)  # citizens only
    id_no = models.CharField(max_length=50, blank=True)
    totp_secret = models.CharField(max_length=200, blank=True)  # encrypted, see totp.py
    last_totp_step = models.BigIntegerField(default=0)  # a code is good once
    is_active = models.BooleanField(default=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            _one_of("kind", AccountKind, "accounts_account_kind"),
            models.UniqueConstraint(
                fields=["id_no", "id_type"], condition=~Q(id_no=""), name="accounts_account_person"
            ),
            models.CheckConstraint(
                condition=~Q(kind=AccountKind.OFFICER.value) | ~Q(office=""),
                name="accounts_officer_has_office",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AccountKind.AGENT.value) | Q(organisation__isnull=False),
                name="accounts_agent_has_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AccountKind.CITIZEN.value) | ~Q(id_no=""),
                name="accounts_citizen_has_identity",
            ),
        ]


class OfficerPost(models.Model):
    """One post of one officer in one department, from one day until ended (定岗)."""

    grant: ClassVar[Grant] = Grant(update=("until",))

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    office = models.CharField(max_length=6)
    post = models.CharField(max_length=10)
    department = models.CharField(max_length=10)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _one_of("post", Post, "accounts_post_code"),
            _one_of("department", Department, "accounts_post_department"),
            models.UniqueConstraint(
                fields=["account", "post", "department"],
                condition=Q(until__isnull=True),
                name="accounts_post_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "department", "post"],
                condition=Q(until__isnull=True),
                name="accounts_post_holders",
            )
        ]


class Leave(models.Model):
    """Days on which an officer is away (请假), both included; taken back, never rewritten."""

    grant: ClassVar[Grant] = Grant(update=("ended_at", "ended_by_id"))

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="leaves")
    office = models.CharField(max_length=6)
    first = models.DateField()
    last = models.DateField()
    noted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    noted_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="accounts_leave_days"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="accounts_leave_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "last"],
                condition=Q(ended_at__isnull=True),
                name="accounts_leave_standing",
            )
        ]


class OrganisationKey(models.Model):
    """A public key with which an organisation signs its requests, acting as ``account``."""

    grant: ClassVar[Grant] = Grant(update=("valid_to",))

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="keys")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=64, unique=True)
    algorithm = models.CharField(max_length=16)  # "ed25519"
    public_key = models.BinaryField(max_length=64)  # raw
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)


class SignIn(models.Model):
    """One attempt to sign in. Names that do not exist are logged too."""

    grant: ClassVar[Grant] = Grant(reader=False)

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    username = models.CharField(max_length=50)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)
    outcome = models.CharField(max_length=6)

    class Meta:
        constraints = [_one_of("outcome", SignInOutcome, "accounts_sign_in_outcome")]
        indexes = [models.Index(fields=["username", "-at"], name="accounts_sign_in_recent")]


class OfficerIdentity(models.Model):
    """An officer's own identity number, as noted; the newest stands. Only added."""

    grant: ClassVar[Grant] = Grant(reader=False)

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=6)
    id_no = models.CharField(max_length=18)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(id_no=""), name="accounts_identity_number"),
        ]
        indexes = [models.Index(fields=["office", "id_no"], name="accounts_identity_office")]


class Disclosure(models.Model):
    """One look at a person's data: who, in which post, whose, why. The person concerned may see it.

    A page that shows several people leaves a row for each, with one ``read`` in common. Without
    ``read``: a whole identity number, or a rehearsal, each with a leaf of its own.
    """

    grant: ClassVar[Grant] = Grant(delete=True, reader=False)

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    office = models.CharField(max_length=6)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=50)
    id_type = models.CharField(max_length=2)  # of the person whose number was shown
    id_no = models.CharField(max_length=50)
    place = models.CharField(max_length=60)  # case number or unit code where it was asked
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()
    read = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, default="NUMBER", db_default="NUMBER")
    post = models.CharField(max_length=100, default="", db_default="")  # or organisation

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="accounts_disclosure_purpose"),
        ]
        indexes = [
            models.Index(fields=["id_no", "-at"], name="accounts_disclosure_person"),
            models.Index(fields=["office", "-at"], name="accounts_disclosure_office"),
            models.Index(fields=["office", "account", "-at"], name="accounts_disclosure_officer"),
            models.Index(fields=["read"], name="accounts_disclosure_read"),
        ]


class LookErased(models.Model):
    """That a look was erased when its time had come; its leaf remains. ``id`` is the read's, or
    that of a look with a leaf of its own."""

    grant: ClassVar[Grant] = Grant(reader=False)

    id = models.BigIntegerField(primary_key=True, editable=False)
    office = models.CharField(max_length=6)
    at = models.DateTimeField()


class LookQuestion(models.Model):
    """What a person asks about a look at their data, and the one answer."""

    grant: ClassVar[Grant] = Grant(
        update=("answer", "answered_at", "answered_by_id", "answered_name"), reader=False
    )

    id = models.BigIntegerField(primary_key=True, default=next_id, editable=False)
    office = models.CharField(max_length=6)
    look = models.BigIntegerField(unique=True)  # the row of the look: asked about once
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=50)
    asked_of = models.ForeignKey(  # who looked, and never answers
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    about = models.CharField(max_length=400)  # the look in words, which outlives its row
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=400, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_name = models.CharField(max_length=50, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_lookquestion_reason"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None, answered_name="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="accounts_lookquestion_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], name="accounts_lookquestion_office"),
        ]
