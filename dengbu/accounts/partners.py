"""Opening organisations and filing their keys (合作单位开户、备案公钥)."""

import re
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from dengbu.accounts import attesting
from dengbu.accounts.codes import AccountKind, OrganisationKind
from dengbu.accounts.models import Account, Organisation, OrganisationKey
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import IdType, check_identity

LONGEST_NAME = 100  # characters
KEY_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def create_organisation(
    *, kind: OrganisationKind, name: str, credit_code: str, now: datetime
) -> int:
    """Open an organisation; its id.

    Raises `Faults`: REQUIRED or TOO_LONG for the name, what is wrong with the unified social credit
    code (GB 32100), DUPLICATE_SUBMIT when it is open already.
    """
    faults = FaultList()
    if not name.strip():
        faults.add(FaultCode.REQUIRED, "请填写单位名称。", field="name")
    if len(name.strip()) > LONGEST_NAME:
        said = f"单位名称最多{LONGEST_NAME}个字。"
        faults.add(FaultCode.TOO_LONG, said, field="name")
    today = now.astimezone(SHANGHAI).date()
    code = credit_code
    with faults.catch():
        code = check_identity(IdType.CREDIT_CODE, credit_code, today=today, field="credit_code")
    known = Organisation.objects.filter(credit_code=code).first()
    if known is not None:
        said = f"这个统一社会信用代码已经开户：{known.name}。"
        faults.add(FaultCode.DUPLICATE_SUBMIT, said, field="credit_code")
    faults.raise_if_any()
    return Organisation.objects.create(kind=kind, name=name.strip(), credit_code=code).id


def agent_account(username: str) -> Account:
    """The open account of a partner's person. Raises `Faults` NOT_FOUND."""
    agents = Account.objects.select_related("organisation").filter(kind=AccountKind.AGENT)
    found = agents.filter(username=username, is_active=True).first()
    if found is None:
        said = f"没有叫 {username} 的单位经办账号。"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="account"))
    return found


def register_key(
    *, account: Account, key_id: str, public_key: bytes, now: datetime, valid_to: datetime | None
) -> None:
    """File the Ed25519 public key (32 bytes raw) with which an agent's organisation signs.

    Requests signed with it act as ``account``. Raises `Faults`: REQUIRED or DUPLICATE_SUBMIT for
    the key's name, DATE_RANGE; ValueError for a key of another form or an account without
    organisation.
    """
    Ed25519PublicKey.from_public_bytes(public_key)
    if account.organisation_id is None:
        raise ValueError("a key belongs to an agent's account")
    faults = FaultList()
    if KEY_ID.fullmatch(key_id) is None:
        said = "钥匙编号用字母、数字和 - _ . :，最多64个。"
        faults.add(FaultCode.REQUIRED, said, field="key_id")
    elif OrganisationKey.objects.filter(key_id=key_id).exists():
        said = f"钥匙编号 {key_id} 用过了，换一把钥匙要换一个编号。"
        faults.add(FaultCode.DUPLICATE_SUBMIT, said, field="key_id")
    if valid_to is not None and valid_to <= now:
        faults.add(FaultCode.DATE_RANGE, "有效期要晚于今天。", field="valid_to")
    faults.raise_if_any()
    with transaction.atomic():
        made = OrganisationKey.objects.create(
            organisation_id=account.organisation_id,
            account=account,
            key_id=key_id,
            algorithm="ed25519",
            public_key=public_key,
            valid_from=now,
            valid_to=valid_to,
        )
        attesting.attest(attesting.of_key(made, attesting.office_codes()))


def withdraw_key(key_id: str, *, now: datetime) -> None:
    """End a key: what was entered on its word stays, what was not is judged at the entry.

    Raises `Faults` KEY_UNKNOWN.
    """
    with transaction.atomic():
        keys = OrganisationKey.objects.filter(key_id=key_id)
        ended = keys.exclude(valid_to__lte=now).update(valid_to=now)
        if not ended:
            said = f"没有编号为 {key_id} 的有效钥匙。"
            raise Faults(Fault(code=FaultCode.KEY_UNKNOWN, message=said, field="key_id"))
        attesting.attest(attesting.of_key_end(keys.get(), attesting.office_codes()))
