"""``dengbu shots``: pictures of every face of a running demonstration, for ``docs/images``."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from shutil import which
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from dengbu.kernel.identity import resident_check_digit
from dengbu.site import server

try:
    from playwright.sync_api import Browser, Page, sync_playwright
except ImportError as missing:
    raise SystemExit(
        "截图要用 Playwright，只在开发环境里有：请先 make env-dev，再 make shots"
    ) from missing

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
PHONE = 360
SIZES = {PHONE: 780, 1280: 900, 1920: 1080}  # width and height of the window, pixels
PICTURE = "window-1280.png"  # stands in the README as window.png
PASSWORD = "demo-yueyang-2026"  # noqa: S105 - the demonstration's, printed by `make run`
CLERK, BANK = "wangmin", "xiangbei"
EXAMINERS = ("xujing", "duanjun", "penglixin", "tangyan", "yiming", "gongchun")


class Unready(Exception):
    """There is no demonstration to take pictures of; the text says what to do."""


def add_arguments(parser: ArgumentParser) -> None:
    """Where the demonstration runs and where pictures go."""
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--folder", type=Path, default=IMAGES)


def run(args: Namespace) -> int:
    """0 when all pictures are written; 2 when nothing runs there, or no Chromium is here."""
    address = f"http://127.0.0.1:{args.port}"
    try:
        _check(address)
        _take(address, args.folder, _chromium())
    except Unready as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


def _check(address: str) -> None:
    try:
        with urlopen(f"{address}/_parts", timeout=10):  # noqa: S310 - our own address
            return
    except (URLError, OSError) as error:
        raise Unready(
            f"{address} 上没有正在运行的演示，请先在另一个终端里 make run（{error}）"
        ) from error


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := which(name):
            return found
    raise Unready("这台机器上没有 Chromium，请先安装：apt-get install chromium fonts-noto-cjk")


def _take(address: str, folder: Path, chromium: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, prepare in FACES.items():
            _face(browser, address, folder, name, prepare)
        browser.close()
    (folder / "window.png").write_bytes((folder / PICTURE).read_bytes())


def _face(
    browser: Browser, address: str, folder: Path, name: str, prepare: Callable[[Page], None]
) -> None:
    """One face at every width; on a phone the whole page, else what the screen shows."""
    context = browser.new_context(base_url=address, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": SIZES[1280]})
    prepare(page)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        if width == PHONE:  # a bar fixed at the foot must come last, not in mid-picture
            whole = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(height, whole)})
        file = folder / f"{name}-{width}.png"
        page.screenshot(path=file, animations="disabled")
        sys.stdout.write(f"{file}\n")
    context.close()


def _sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("账号", exact=True).fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _home_under_mortgage() -> str:
    """The unit of the first story: a couple's home with a mortgage that bans transfer."""
    path = server.home() / "demonstration" / "stories.json"
    if not path.exists():
        raise Unready(f"没有找到演示的房子（{path}）：DENGBU_HOME 要和 make run 的一样")
    return str(json.loads(path.read_text())[0][1])


def _window(page: Page) -> None:
    """A sale with the old mortgage on it, half filled in."""
    _sign_in(page, CLERK)
    page.goto("/window/?" + urlencode({"unit": _home_under_mortgage(), "service": "C09"}))
    buyer = page.locator('input[name$=".role"][value="BUYER"]').first.get_attribute("name") or ""
    path, number = buyer.removesuffix(".role"), "43060219870605021"
    values = {
        f"{path}.name": "林书远",
        f"{path}.id_no": number + resident_check_digit(number),
        "price": "1060000",
        "mortgage.amount": "740000",
        "mortgage.debt_from": "2026-12-01",
        "mortgage.debt_to": "2056-11-30",
    }
    for name, value in values.items():
        field = page.locator(f'[name="{name}"]')
        if field.count():
            field.first.fill(value)


def _office(page: Page) -> None:
    """The queue of the first examiner who has one, with its first case."""
    for examiner in EXAMINERS:
        page.context.clear_cookies()
        _sign_in(page, examiner)
        rows = page.locator("a.queue-row")
        if rows.count():
            rows.first.click()
            page.wait_for_load_state("networkidle")
            return


def _citizen(page: Page) -> None:
    """The first of the people to choose from who has a case, else the last of them."""
    page.goto("/sign-in/citizen")
    for n in range(page.locator('[name="person"]').count()):
        page.context.clear_cookies()
        page.goto("/sign-in/citizen")
        page.locator('[name="person"]').nth(n).check()
        page.locator("main form[method=post] [type=submit]").first.click()
        page.wait_for_url("**/me/**")
        if page.locator('a[href^="/me/cases/4"]').count():
            return


def _open(page: Page) -> None:
    """A certificate that is valid."""
    _sign_in(page, CLERK)
    page.goto("/window/?" + urlencode({"unit": _home_under_mortgage()}))
    number = page.locator(".summary-part li").first.inner_text().strip()
    page.context.clear_cookies()
    page.goto("/check/?" + urlencode({"no": number}))


def _agent(page: Page) -> None:
    """What a bank's officer sees."""
    _sign_in(page, BANK)


def _entrance(page: Page) -> None:
    page.goto("/sign-in")


FACES: dict[str, Callable[[Page], None]] = {
    "window": _window,
    "office": _office,
    "citizen": _citizen,
    "open": _open,
    "agent": _agent,
    "sign-in": _entrance,
}
"""Each face by the name of its pictures, and the way to the page that is shown."""
