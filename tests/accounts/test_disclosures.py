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
    accounts.disclose(clerk, **WHOSE, place="43060220241212000001", purpose="IDENTITY", now=NOW)
    (seen,) = accounts.looks_of("1", "430602198503120015")
    assert (seen.who, seen.place, seen.purpose, seen.at) == (
        "王敏",
        "43060220241212000001",
        "核对身份",
        NOW,
    )
    assert accounts.looks_of("1", "430602199001011235") == ()


@pytest.mark.django_db
def test_without_purpose_or_post_nothing_is_shown(offices: None) -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    with pytest.raises(Faults) as unsaid:
        accounts.disclose(clerk, **WHOSE, place="x", purpose="  ", now=NOW)
    assert unsaid.value.faults[0].code is FaultCode.PURPOSE_MISSING
    admin = officer("admin", accounts.Post.ADMIN)
    with pytest.raises(Faults) as forbidden:
        accounts.disclose(admin, **WHOSE, place="x", purpose="IDENTITY", now=NOW)
    assert forbidden.value.faults[0].code is FaultCode.PERMISSION_MISSING
    assert accounts.looks_of("1", "430602198503120015") == ()


@pytest.mark.django_db
def test_a_purpose_is_of_the_list_or_said_in_words(offices: None) -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    for purpose, words, field in (
        ("x", "", "purpose"),
        ("好奇", "", "purpose"),
        ("OTHER", " 看 看 ", "words"),
    ):
        with pytest.raises(Faults) as caught:
            accounts.disclose(
                clerk, **WHOSE, place="x", purpose=purpose, words=words, occasion="受理", now=NOW
            )
        (fault,) = caught.value.faults
        assert (fault.code, fault.field) == (FaultCode.PURPOSE_MISSING, field)
    said = accounts.disclose(
        clerk,
        **WHOSE,
        place="x",
        purpose="OTHER",
        words="邻居来问漏水找谁",
        occasion="受理二手房买卖",
        now=NOW,
    )
    (seen,) = accounts.looks_of("1", WHOSE["id_no"])
    assert seen.purpose == said == "受理二手房买卖，其他：邻居来问漏水找谁"
