"""Somebody at a browser: every page is looked at by axe and measured, the console is silent."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

WIDTHS = (360, 1920, 1280)  # pixels; the last one stays
_TOO_WIDE = """() => {
  const page = document.documentElement;
  return Math.max(0, page.scrollWidth - page.clientWidth);
}"""
_EACH_TIME = re.compile(r'(csrfmiddlewaretoken"[^>]*value="|nonce=")[^"]*"')
_looked: set[tuple[str, str]] = set()  # pages, by address, that axe saw just so before


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self.password = password
        self.context = browser.new_context(
            base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900}
        )
        self.page = self.context.new_page()
        self.wrong: list[str] = []  # what axe found and what the console said
        self.page.on("console", lambda message: self._said(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _said(self, text: str) -> None:
        """Keep what the console says; a page that is left may end a question of its own."""
        if not text.startswith("htmx:sendAbort"):
            self.wrong.append(text)
        elif self.wrong and self.wrong[-1].startswith("htmx:afterRequest"):  # says it first
            self.wrong.pop()

    def sign_in(self, username: str) -> None:
        """As an officer, to the desk that is theirs."""
        self.page.goto("/sign-in")
        self.look()
        self.page.get_by_label("账号", exact=True).fill(username)
        self.page.get_by_label("密码", exact=True).fill(self.password)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.locator(".bar-who")).to_be_visible()

    def look(self) -> None:
        """Have axe look at this page, and see that it never scrolls sideways.

        What is found is told when the visitor leaves.
        """
        path = urlsplit(self.page.url).path
        page = (path, _EACH_TIME.sub("", self.page.content()))
        if page in _looked:
            return
        _looked.add(page)
        for found in Axe().run(self.page).response["violations"]:
            self.wrong += [f"{path} {found['id']}: {node['html']}" for node in found["nodes"]]
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate(_TOO_WIDE)
            self.wrong += [f"{path} at {width}: sideways by {wide}"] if wide else []

    def named(self, name: str) -> Locator:
        """The fields that are sent under a name."""
        return self.page.locator(f'[name="{name}"]')

    def fill(self, values: dict[str, str]) -> None:
        """Fill fields by name as a person does: typing, choosing, ticking."""
        for name, value in values.items():
            field = self.named(name).first
            kind = field.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                field.select_option(value)
            elif kind == "radio":
                self.page.locator(f'label:has([name="{name}"][value="{value}"])').click()
            elif kind == "checkbox":
                field.check()
            else:
                field.fill(value)

    def leave(self) -> None:
        """Close the browser; nothing may have stood in anybody's way.

        Requests that are still under way are waited for: the database is emptied after the test.
        """
        for page in self.context.pages:
            page.wait_for_load_state("networkidle")
        self.context.close()
        assert not self.wrong, "\n".join(self.wrong)
