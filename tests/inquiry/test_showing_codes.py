"""The code of a showing: what it tells, and that nothing but it is believed."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dengbu.inquiry.rules import showing as rules
from dengbu.inquiry.rules.showing import Found, Key, Outcome

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SEED = bytes(range(32))
KEY = Key(public=rules.public_of(SEED))
LINES = (("姓名", "欧阳𬭩䶮"), ("坐落", "岳阳楼区湖滨路66号5栋902室"))
CODE = rules.Code(
    showing=2**40 + 7,
    moment=NOW,
    nonce=b"nonce6",
    found=Found.IN_FORCE | Found.MORTGAGED,
    told=rules.ALWAYS | Found.MORTGAGED,
    salt=b"8 bytes.",
    digest=rules.digest_of(b"8 bytes.", LINES),
    purpose="SCHOOL",
    number="湘(2019)岳阳市不动产权第0012604号",
)


def outcome(text: str, *, key: Key = KEY, after: float = 0) -> Outcome:
    return rules.judge(text, [key], now=NOW + timedelta(seconds=after)).outcome


def test_a_code_says_what_it_was_made_of() -> None:
    found = rules.judge(rules.sign(CODE, SEED), [KEY], now=NOW)
    assert found == rules.Judged(outcome=Outcome.TOLD, code=CODE)


def test_it_fits_an_alphanumeric_qr_with_its_address() -> None:
    text = rules.sign(CODE, SEED)
    address = f"HTTPS://BDC.YUEYANG.GOV.CN/CHECK/SHOW/{text}"
    assert len(address) <= 420
    assert set(address) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize("after", [0, 59, 60, -5])
def test_it_is_good_for_sixty_seconds(after: float) -> None:
    assert outcome(rules.sign(CODE, SEED), after=after) is Outcome.TOLD


def test_later_it_has_expired_and_earlier_a_clock_has_jumped() -> None:
    text = rules.sign(CODE, SEED)
    assert outcome(text, after=60.5) is Outcome.EXPIRED
    assert outcome(text, after=-6) is Outcome.FUTURE
    assert outcome(text, after=-86_400) is Outcome.FUTURE


def test_a_key_that_was_replaced_is_good_for_what_it_signed_before() -> None:
    text = rules.sign(CODE, SEED)
    assert outcome(text, key=replace(KEY, until=NOW + timedelta(seconds=1)), after=30) == "TOLD"
    assert outcome(text, key=replace(KEY, until=NOW - timedelta(minutes=1))) is Outcome.KEY_ENDED


def test_of_a_revoked_key_only_what_it_signed_before_counts() -> None:
    text = rules.sign(CODE, SEED)
    for since in (NOW - timedelta(days=1), NOW, NOW + timedelta(milliseconds=900)):
        assert outcome(text, key=replace(KEY, revoked_from=since)) is Outcome.KEY_REVOKED
    later = replace(KEY, revoked_from=NOW + timedelta(seconds=2))
    assert outcome(text, key=later, after=3) is Outcome.TOLD


def test_a_key_that_is_not_the_offices_is_unknown() -> None:
    assert outcome(rules.sign(CODE, secrets.token_bytes(32))) is Outcome.KEY_UNKNOWN


def test_every_changed_character_is_seen() -> None:
    text = rules.sign(CODE, SEED)
    for at, letter in enumerate(text):
        other = "A" if letter != "A" else "B"
        changed = text[:at] + other + text[at + 1 :]
        assert outcome(changed) in {Outcome.UNREADABLE, Outcome.KEY_UNKNOWN, Outcome.FORGED}


@pytest.mark.parametrize(
    "text",
    ["", " ", "A", "=" * 40, "湘(2019)", "A" * 999, "A" * 5_000, "1" * 200, "\x00" * 200, "ＡＢＣ"],
)
def test_what_is_no_code_is_unreadable(text: str) -> None:
    assert rules.judge(text, [KEY], now=NOW) == rules.Judged(outcome=Outcome.UNREADABLE, code=None)


def test_a_code_cut_off_anywhere_is_unreadable_or_forged() -> None:
    text = rules.sign(CODE, SEED)
    for end in range(len(text)):
        assert outcome(text[:end]) in {Outcome.UNREADABLE, Outcome.FORGED}


def test_random_bytes_are_never_believed() -> None:
    for _ in range(2_000):
        text = rules.base64.b32encode(secrets.token_bytes(170)).decode().rstrip("=")
        assert outcome(text) in {Outcome.UNREADABLE, Outcome.KEY_UNKNOWN, Outcome.FORGED}


def test_small_letters_are_the_same_code() -> None:
    assert outcome(rules.sign(CODE, SEED).lower()) is Outcome.TOLD


def test_the_lines_cannot_be_exchanged() -> None:
    other = (("姓名", "欧阳修"), LINES[1])
    assert rules.digest_of(CODE.salt, LINES) == CODE.digest
    assert rules.digest_of(CODE.salt, other) != CODE.digest
    assert rules.digest_of(b"another.", LINES) != CODE.digest


def test_off_line_it_says_what_it_does_not_know() -> None:
    said = rules.offline_words(CODE)
    assert said[0] == "做这个码的那一刻，登记簿上：证有效，没有查封，有抵押"
    assert said[1] == "没有告诉您：有没有预告登记、异议登记、居住权、地役权、限制交易"
    assert "没有联网" in said[2]


def test_off_line_a_paper_that_was_void_is_not_called_good() -> None:
    void = replace(CODE, found=Found.SEIZED, told=rules.ALWAYS)
    assert rules.offline_words(void)[0].endswith("证已经不再有效，被查封")


def test_every_outcome_has_a_sentence_of_its_own() -> None:
    said = [one.says for one in Outcome]
    assert len(set(said)) == len(said)
    assert all(one.remedy for one in Outcome if one is not Outcome.TOLD)
