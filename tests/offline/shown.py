"""Files put before the page in a real Chromium, opened from a disk as people open it.

The browser has a thread of its own: it brings an event loop, and what judges PDF in Python wants
one for itself.
"""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM

JUDGE = """async ([told, now, receipt]) => {
  const read = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const bytes = read(told);
  try {
    const beside = receipt === null ? null : read(receipt);
    const found = await window.dengbu.judge(bytes, now, beside);
    const by = found.receipt?.witnessedAt ?? null;
    return { grade: found.grade, doubts: found.doubts, proved: found.proof !== null, by };
  } catch (error) {
    return { grade: "unjudged", doubts: [error.doubt ?? String(error)], proved: false, by: null };
  }
}"""
Found = TypeVar("Found")


class Shown:
    """The page, open."""

    def __init__(self, thread: ThreadPoolExecutor, page: Page) -> None:
        self._thread, self._page = thread, page

    def judge(self, content: bytes, *, now: float, receipt: bytes | None = None) -> dict[str, Any]:
        """What the page finds of a file, with its receipt, at a moment (POSIX seconds)."""
        told = base64.b64encode(content).decode()
        beside = base64.b64encode(receipt).decode() if receipt is not None else None
        asked = [told, now * 1000, beside]
        found: dict[str, Any] = self.on(lambda page: page.evaluate(JUDGE, asked))
        return found

    def on(self, act: Callable[[Page], Found]) -> Found:
        """Do something on the page."""
        return self._thread.submit(act, self._page).result(timeout=120)


@contextmanager
def shown(html: str, folder: Path) -> Iterator[Shown]:
    """The page, open from a file, without any network; nothing may be said in its console."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    file, wrong = folder / "offline.html", list[str]()
    file.write_text(html, encoding="utf-8")
    with ThreadPoolExecutor(max_workers=1) as thread:
        driver = thread.submit(lambda: sync_playwright().start()).result()

        def opened() -> Page:
            chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = chromium.new_context(locale="zh-CN", offline=True).new_page()
            page.on("console", lambda message: wrong.append(message.text))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(file.as_uri())
            page.locator("html[data-ready]").wait_for(state="attached")
            return page

        try:
            yield Shown(thread, thread.submit(opened).result())
        finally:
            thread.submit(driver.stop).result()
    assert not wrong, wrong
