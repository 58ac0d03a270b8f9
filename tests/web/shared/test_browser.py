"""The gallery in a real Chromium: axe, widths, keyboard, and life without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAGES = ("_parts", "_parts/desk", "_parts/office", "_parts/phone", "", "sign-in", "nothing-here")


def visit(browser: Browser, address: str, *, width: int = 1280, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=script
    )
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [360, 1280, 1920])
@pytest.mark.parametrize("path", PAGES)
def test_no_violation_no_error_no_sideways_scrolling(
    browser: Browser, site: str, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/{path}")
    violations = [
        (found["id"], [node["html"] for node in found["nodes"]])
        for found in Axe().run(page).response["violations"]
    ]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [line for line in said if "404" not in line] == []
    context.close()


def test_large_letters_fit_too(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts", width=360)
    page.locator("details[data-menu] summary").click()
    page.get_by_role("button", name="把字放大").click()
    expect(page.locator("html")).to_have_class("js large-text")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.reload()
    page.locator("details[data-menu] summary").click()
    expect(page.get_by_role("button", name="改回原来的字")).to_be_visible()


def test_keys_of_the_desk(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts/office")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-row]").nth(0)).to_be_focused()
    page.goto(f"{site}/_parts/desk")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("s/j")
    expect(page.get_by_role("searchbox")).to_have_value("s/j")


def test_letter_keys_can_be_switched_off(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts/office")
    page.keyboard.press("?")
    page.get_by_label("单字母快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).not_to_be_focused()


def test_an_error_leads_to_its_field(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="身份证号最后一位不对").click()
    expect(page.get_by_label("身份证号", exact=True)).to_be_focused()


def test_a_code_is_copied_bare(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts/desk")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").first.click()
    expect(page.locator("#toast")).to_contain_text("430602003012GB00045F00030087")


def test_a_dialog_opens_and_gives_the_focus_back(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts")
    opener = page.get_by_role("button", name="为什么不能")
    opener.click()
    expect(page.get_by_role("dialog", name="撤回这件申请")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_the_clock_goes_on_and_speaks(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site}/_parts/desk")
    words = page.locator(".clock-words")
    expect(words).to_have_text("还剩 41 分")
    page.clock.run_for(11 * 60_000 + 6_000)
    expect(words).to_have_text("还剩 29 分")
    expect(page.locator("[data-clock-spoken]")).to_have_text("还剩 30 分")
    page.clock.run_for(31 * 60_000)
    expect(words).to_have_text("超时 1 分")
    context.close()


def test_everything_is_there_without_script(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts/desk", script=False)
    expect(page.get_by_text("还剩 41 分")).to_be_visible()
    page.locator("details[data-menu] summary").click()
    page.get_by_role("button", name="把字放大").click()
    assert page.url == f"{site}/_parts/desk"
    expect(page.locator("html")).to_have_class("large-text")


def test_paper_carries_no_bars(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/_parts/desk")
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
