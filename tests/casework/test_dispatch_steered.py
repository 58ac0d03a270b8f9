"""Whoever commands the office's machine steers a draw and logs it properly: it is found.

Published draws of an office are written without a database, by the rules of the house; one draw is
changed before it is logged, so neither log nor chain give it away.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.dispatch_files import SIGNER, Office, Publication
from dengbu.casework.rules.verify_dispatch import Report, main, verify
from dengbu.kernel.canonical import canonical_json

Line = dict[str, Any]
AT = 50  # the draw that is steered


def office(folder: Path, spoil: Callable[[Line], Line | None] | None = None) -> Report:
    """Three days of 40 draws among 12 examiners, and one on which all desks are emptied; judged."""
    steered: list[Line] = []

    def steer(line: Line) -> Line | None:
        if spoil is None or steered or line["serial"] != AT:
            return line
        steered.append(line)
        return spoil(line)

    out = Publication(folder, others=2)
    made = Office(out, 12, steer=steer)
    for _ in range(3):
        made.work(40, usual=3)
    made.work(20, usual=0)
    out.write()
    return verify(folder, "", "", [str(SIGNER.verifier)])


def codes(report: Report) -> set[str]:
    return {code for _, code, _ in report.violations}


def shorter(line: Line) -> Line:
    """Everybody else is left out of the roster."""
    place = line["people"].index(line["drawn"])
    return line | {key: [line[key][place]] for key in ("people", "open", "credit")}


def absent(line: Line) -> Line:
    """Somebody is told to be away and comes back without having gone."""
    who = next(w for w in line["people"] if w != line["drawn"])
    return line | {"roster": [*line["roster"], [who, "IN", "", 0]]}


def heavier(line: Line) -> Line:
    """All but the wanted one are said to have more on their desks."""
    place = line["people"].index(line["drawn"])
    return line | {"open": [n + 3 * (m != place) for m, n in enumerate(line["open"])]}


def favoured(line: Line) -> Line:
    """Credit that nobody came back for."""
    return line | {"credit": [n + 1 for n in line["credit"]]}


def other_result(line: Line) -> Line:
    return line | {"drawn": next(w for w in line["people"] if w != line["drawn"])}


def other_case(line: Line) -> Line:
    """Another number than the case has, which would give a better draw."""
    return line | {"case": "0" * 64}


def again(line: Line) -> Line:
    """Drawn once more, until it pleases."""
    return line | {"turn": 2}


def other_value(line: Line) -> Line:
    """The day's public value is fixed a second time."""
    opens = {"commitment": "0" * 64, "beacon": '{"size":0}'}
    return line | {"opens": opens}


def no_draw(line: Line) -> Line:
    """A case is on a desk that no draw has put there, as if it had been there from the first."""
    return line | {"desk": [*line["desk"], ["1" * 64, line["drawn"], 1, "BEGUN"]]}


def never_drawn_back(line: Line) -> Line:
    """The same, as if it came back after a return."""
    return line | {"desk": [*line["desk"], ["1" * 64, line["drawn"], 1, "BACK"]]}


def never_drawn_moved(line: Line) -> Line:
    """The same, as if a chief had given it."""
    return line | {"desk": [*line["desk"], ["1" * 64, line["drawn"], 1, "MOVED"]]}


def earlier(line: Line) -> Line:
    """Dated before the day on which it was drawn."""
    return line | {"day": "2024-01-01"}


def beyond(line: Line) -> Line:
    """Dated where no comparison of texts reaches."""
    return line | {"day": "99999-12-31"}


def ahead(line: Line) -> Line:
    """Drawn with tomorrow's seed, which may suit better."""
    return line | {"day": "2024-01-04"}


STEERED: list[tuple[Callable[[Line], Line | None], str]] = [
    (shorter, "ROSTER"),
    (absent, "ROSTER"),
    (heavier, "LOAD"),
    (favoured, "LOAD"),
    (other_result, "RESULT"),
    (other_case, "DESK"),  # once it leaves the desk, under its own number
    (again, "REPEATED"),
    (other_value, "SEED"),
    (no_draw, "DESK"),
    (never_drawn_back, "DESK"),
    (never_drawn_moved, "DESK"),
    (earlier, "DAY"),
    (beyond, "DAY"),
    (ahead, "DAY"),
]


def test_an_honest_office_has_no_violation(tmp_path: Path) -> None:
    report = office(tmp_path)
    assert (report.violations, report.notes) == ([], [])
    assert (report.draws, report.pending, report.waiting) == (140, 0, 0)
    assert report.evenness() > 0.001
    assert sum(drawn for drawn, _, _ in report.got.values()) == round(
        sum(expected for _, expected, _ in report.got.values())
    )


@pytest.mark.parametrize(("spoil", "code"), STEERED, ids=[s.__name__ for s, _ in STEERED])
def test_each_way_of_steering_is_found(
    tmp_path: Path, spoil: Callable[[Line], Line], code: str
) -> None:
    assert code in codes(office(tmp_path, spoil))


@pytest.mark.parametrize("spoil", [beyond, ahead])
def test_a_date_beyond_what_is_asked_for_hides_nothing(
    tmp_path: Path, spoil: Callable[[Line], Line]
) -> None:
    office(tmp_path, spoil)
    asked = verify(tmp_path, "2024-01-02", "2024-01-03", [str(SIGNER.verifier)])
    assert "DAY" in codes(asked)


def test_what_lies_on_a_desk_without_a_draw_is_found(tmp_path: Path) -> None:
    """Put there by a hand in the database after the last draw; or taken away unsaid."""
    office(tmp_path)
    desks = json.loads((tmp_path / "desks").read_text())
    hidden = [*desks["open"], ["1" * 64, "E01"]]
    (tmp_path / "desks").write_text(json.dumps(desks | {"open": hidden}))
    found = verify(tmp_path, "", "", [str(SIGNER.verifier)])
    assert codes(found) == {"DESK"}
    (tmp_path / "desks").write_text(json.dumps(desks | {"open": desks["open"][1:]}))
    assert codes(verify(tmp_path, "", "", [str(SIGNER.verifier)])) == {"DESK"}


def test_a_folder_is_not_trusted_without_a_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a sum nor a success is said, unless it is plainly asked for."""
    office(tmp_path)
    assert main([str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "没有给日志的公钥" in told.err
    assert main([str(tmp_path), "--trust-folder"]) == 0
    assert "没有用日志的公钥核对" in capsys.readouterr().out
    assert main([str(tmp_path), "--key", str(SIGNER.verifier)]) == 0
    told = capsys.readouterr()
    assert "没有用日志的公钥" not in told.out
    assert len([line for line in told.out.splitlines() if line.startswith("均匀 E")]) == 12
    assert "4 天的公开数只有本所自己的日志" in told.out


def test_a_case_that_was_given_without_a_draw_is_found(tmp_path: Path) -> None:
    """It is missing in the ledger, so the loads that come after it do not add up."""
    report = office(tmp_path, lambda line: None)
    assert codes(report) & {"LOAD", "DESK"}


def test_a_draw_that_is_drawn_twice_is_found(tmp_path: Path) -> None:
    seen: list[Line] = []

    def twice(line: Line) -> Line:
        seen.append(line)
        return line | {"case": seen[0]["case"]} if len(seen) > 1 else line

    out = Publication(tmp_path, others=2)
    made = Office(out, 12, steer=lambda line: twice(line) if line["serial"] in (3, 4) else line)
    made.work(10, usual=3)
    out.write()
    assert "REPEATED" in codes(verify(tmp_path, "", ""))


def test_a_seed_that_was_committed_to_late_is_to_be_known(tmp_path: Path) -> None:
    out = Publication(tmp_path, others=2)
    out.noise(3)
    before = out.checkpoint()
    made = Office(out, 12)
    real, out.checkpoint = out.checkpoint, lambda: before  # type: ignore[method-assign]
    made.work(10, usual=3)
    out.checkpoint = real  # type: ignore[method-assign]
    report = judged(out)
    assert report.violations == []
    assert [note for note in report.notes if note.startswith("2024-01-02：种子和公开数没有分先后")]


def test_seeds_that_are_wrong_are_told(tmp_path: Path) -> None:
    """Another seed is told than was committed to: no draw of the day is what it must be."""
    out = Publication(tmp_path, others=2)
    made = Office(out, 12)
    made.work(10, usual=3)
    wrong = canonical_json({"v": 1, "office": "430602", "kind": "told", "seed": "1" * 64})
    assert "SEED" not in codes(judged(out))
    told = out.told[-1].split(" ", 2)
    out.told[-1] = f'{told[0]} {told[1]} {wrong.decode()[:-1]},"day":"2024-01-02"}}\n'
    assert {"SEED", "RESULT"} <= codes(judged(out))


def judged(out: Publication) -> Report:
    out.write()
    return verify(out.folder, "", "")
