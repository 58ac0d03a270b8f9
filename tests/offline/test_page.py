"""The page as people meet it: served, kept, opened without a network, read by a screen reader."""

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from dengbu.evidence import api as evidence
from dengbu.site.commands import evidence as command
from dengbu.web.open import bundling
from tests.evidence.sealing.office import Sealing
from tests.offline.shown import shown

WIDTHS = (360, 1920, 1280)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page) -> None:
    """No violation of axe, and never sideways."""
    assert Axe().run(page).response["violations"] == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SIDEWAYS) <= 0, width


@pytest.mark.browser
@pytest.mark.django_db
def test_a_file_is_checked_on_a_page_that_was_kept(sealing: Sealing, tmp_path: Path) -> None:
    paper, changed = tmp_path / "a.ofd", tmp_path / "b.pdf"
    paper.write_bytes(sealing.paper(evidence.Form.OFD))
    pdf = bytearray(sealing.paper(evidence.Form.PDF))
    pdf[pdf.index(b"/Page")] ^= 1
    changed.write_bytes(pdf)
    cut = tmp_path / "c.pdf"
    cut.write_bytes(pdf[: pdf.index(b"/ByteRange")])
    answer = Client().get("/check/offline")
    told = answer.headers["Content-Security-Policy"]
    html = answer.content.decode()
    assert (
        f'content="{told.removesuffix("; frame-ancestors " + chr(39) + "none" + chr(39))}"' in html
    )

    def used(page: Page) -> None:
        look(page)
        page.set_input_files("#file", paper)
        expect(page.get_by_role("heading", name="文件是登记机构盖章的原样")).to_be_focused()
        expect(page.locator("#holds")).to_contain_text("公开日志")
        expect(page.locator("#holds")).to_contain_text("witness.example/w1")
        expect(page.locator("#holds")).to_contain_text("日志只担保有这一条；文件上的字由印章担保")
        expect(page.locator("#left")).to_contain_text("现在还有没有效")
        expect(page.locator("#breaks-part")).to_be_hidden()
        look(page)
        page.set_input_files("#receipt", changed)
        expect(page.locator("#breaks")).to_contain_text("回执不是这个文件的")
        page.set_input_files("#file", changed)
        expect(page.get_by_role("heading", name="文件不可信")).to_be_visible()
        expect(page.locator("#breaks")).to_contain_text("盖章以后内容被改过")
        # the receipt of the file before is not held against this one
        expect(page.locator("#breaks")).not_to_contain_text("回执")
        expect(page.locator("#holds-part")).to_be_hidden()
        expect(page.locator("#left")).to_contain_text("它什么也说明不了")
        page.set_input_files("#file", cut)
        expect(page.get_by_role("heading", name="这个文件判断不了")).to_be_visible()
        expect(page.locator("#breaks")).to_contain_text("文件读不出来")
        page.set_input_files("#file", changed)
        expect(page.get_by_role("heading", name="文件不可信")).to_be_visible()
        look(page)
        page.fill("#code", "https://testserver/check/?no=1&code=4B49")
        page.click("#read")
        expect(page.get_by_role("heading", name="真假要联网核对")).to_be_visible()
        page.fill("#code", "https://evil.example/check/?no=1&code=4B49")
        page.click("#read")
        expect(page.locator("#breaks")).to_contain_text("可能是假网站")
        page.fill("#code", "http://testserver/check/?no=1&code=4B49")
        page.click("#read")
        expect(page.get_by_role("heading", name="真假要联网核对")).to_be_visible()
        expect(page.locator("#breaks")).to_contain_text("没有加密")
        expect(page.locator("#breaks")).not_to_contain_text("假网站")
        look(page)

    with shown(html, tmp_path) as page:
        page.on(used)


@pytest.mark.django_db
def test_the_commands_write_the_page_and_the_keys(
    sealing: Sealing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealing.paper(evidence.Form.PDF)
    assert _run("trust", "--site", "register.example") == 0
    block = json.loads(capsys.readouterr().out)
    assert block["site"] == ["register.example"]
    assert [one["fingerprint"] for one in block["seals"]] == [sealing.seal.fingerprint]
    (log,) = (one for one in block["logs"] if one["witnesses"])
    assert log["keys"][0]["until"] is None
    out = tmp_path / "page.html"
    assert _run("page", "--out", str(out)) == 0
    assert sealing.seal.fingerprint in out.read_text(encoding="utf-8")


def _run(*arguments: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return int(command.run(parser.parse_args(arguments)))


def test_a_trust_block_cannot_end_its_place_in_the_page() -> None:
    made = bundling.page({"format": "x", "reason": "</script><script>alert(1)</script>"})
    assert made.count("</script>") == 2


def test_two_modules_with_one_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "page.js").write_text('import { a } from "./other.js";\nconst b = a;\n')
    (tmp_path / "src" / "other.js").write_text("export const a = 1;\nconst b = 2;\n")
    monkeypatch.setattr(bundling, "FOLDER", tmp_path)
    bundling.script.cache_clear()
    with pytest.raises(bundling.BadPage, match="two modules: b"):
        bundling.script()
    (tmp_path / "src" / "other.js").write_text(
        'import { b } from "./page.js";\nexport const a = b;\n'
    )
    with pytest.raises(bundling.BadPage, match="imports itself"):
        bundling.script()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    bundling.script.cache_clear()
    bundling.policy.cache_clear()


def test_no_module_is_longer_than_any_other_file_of_ours() -> None:
    for place in (bundling.FOLDER / "src").glob("*.js"):
        assert len(place.read_text(encoding="utf-8").splitlines()) <= 400, place
