"""Log lines carry no personal data."""

import logging

import pytest

from dengbu.site.logs import Formatter, NotHealth, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("证件 43060219850312001X 重复", "证件 430602********001X 重复"),
        ("call 13873012345 back", "call 138****2345 back"),
        ("unit 430602001001GB00001F00010001", "unit 430602001001GB00001F00010001"),
        ("case 43060220261123000318", "case 43060220261123000318"),
        ("DETAIL:  Key (id_no)=(陈静姝) already exists.", "DETAIL: (left out)"),
        ("GET /window/find?q=陈静姝 404", "GET /window/find?(left out) 404"),
    ],
)
def test_what_belongs_to_persons_is_masked_and_the_rest_is_not(text: str, shown: str) -> None:
    assert masked(text).replace("  ", " ") == shown


def test_tracebacks_are_masked_too() -> None:
    try:
        raise ValueError("Key (id_no)=(430602198503120011)\nDETAIL:  Failing row contains (王).")
    except ValueError as error:
        record = logging.LogRecord(
            "dengbu", logging.ERROR, __file__, 1, "broke", None, (ValueError, error, None)
        )
    line = Formatter("%(message)s").format(record)
    assert "430602198503120011" not in line
    assert "王" not in line
    assert "ValueError" in line


def test_health_checks_are_not_logged(rf: object) -> None:
    record = logging.makeLogRecord({"msg": "Service Unavailable", "request": None})
    assert NotHealth().filter(record)
    record.request = type("Asked", (), {"path": "/healthz"})()
    assert not NotHealth().filter(record)
