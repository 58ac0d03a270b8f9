"""Looking at an identity number leaves a trace that the person may see, or does not happen."""

from datetime import UTC, datetime

import pytest

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import FaultCode, Faults

NOW = datetime(2024, 12, 12, 2, 0, tzinfo=UTC)
WHOSE = {"id_type": "1", "id_no": "430602198503120015"}


def officer(username: str, post: accounts.Post) -> accounts.Actor:
    account = accounts.create_account(
        accounts.NewAccount(
            username=username,
            name="王敏",
            kind=accounts.AccountKind.OFFICER,
            password="a-long-password",
            office="430602",
            posts=((post, accounts.Department.INTAKE),),
        ),
        now=NOW,
    )
    return accounts.actor_of(account)


@pytest.mark.django_db
def test_the_trace_says_who_where_why(offices: None) -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    accounts.disclose(clerk, **WHOSE, place="43060220241212000001", purpose=" 核对身份 ", now=NOW)
    (seen,) = accounts.disclosures_of("1", "430602198503120015")
    assert (seen.who, seen.place, seen.purpose, seen.at) == (
        "王敏",
        "43060220241212000001",
        "核对身份",
        NOW,
    )
    assert accounts.disclosures_of("1", "430602199001011235") == ()


@pytest.mark.django_db
def test_without_purpose_or_post_nothing_is_shown(offices: None) -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    with pytest.raises(Faults) as unsaid:
        accounts.disclose(clerk, **WHOSE, place="x", purpose="  ", now=NOW)
    assert unsaid.value.faults[0].code is FaultCode.PURPOSE_MISSING
    admin = officer("admin", accounts.Post.ADMIN)
    with pytest.raises(Faults) as forbidden:
        accounts.disclose(admin, **WHOSE, place="x", purpose="好奇", now=NOW)
    assert forbidden.value.faults[0].code is FaultCode.PERMISSION_MISSING
    assert accounts.disclosures_of("1", "430602198503120015") == ()
