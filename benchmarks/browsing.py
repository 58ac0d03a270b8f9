"""Somebody at a browser without script: pages, the forms in them, and what they took."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from dengbu.accounts import api as accounts

PATIENCE = 30.0  # seconds for an answer
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(kw_only=True)
class Watch:
    """Times of pages by kind, and what went wrong; shared by all threads."""

    times: dict[str, list[float]] = field(default_factory=dict)  # seconds
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, kind: str, seconds: float) -> None:
        """Keep the time of one page."""
        with self.lock:
            self.times.setdefault(kind, []).append(seconds)

    def failed(self, what: str) -> None:
        """Keep what should not have happened."""
        with self.lock:
            self.errors.append(what)


class Forms(HTMLParser):
    """The forms of a page, by id or by the end of their address, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, dict[str, str]]] = []  # id, action, fields
        self.links: list[str] = []
        self._select = self._area = ""
        self.feed(page)

    def of(self, mark: str) -> tuple[str, dict[str, str]] | None:
        """Address and fields of the form with that id or whose address ends so."""
        for id, action, fields in self.found:
            if id == mark or action.partition("?")[0].endswith(mark):
                return action, dict(fields)
        return None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect fields, chosen options and links."""
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(said.get("href", ""))
        elif tag == "form":
            self.found.append((said.get("id", ""), said.get("action", ""), {}))
        elif self.found:
            self._field(tag, said)

    def _field(self, tag: str, said: Mapping[str, str]) -> None:
        fields, name = self.found[-1][2], said.get("name", "")
        if tag == "input" and name:
            kind = said.get("type", "text")
            if kind in ("radio", "checkbox"):
                if "checked" in said:
                    fields[name] = said.get("value", "on")
            elif kind not in ("file", "submit"):
                fields[name] = said.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in said:
            fields[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area = name
            fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        """A list or a text area is over."""
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._area and self.found:
            self.found[-1][2][self._area] += data


class Browser:
    """An officer's browser, signed in."""

    def __init__(self, address: str, account: accounts.Account, watch: Watch) -> None:
        self.watch = watch
        self._http = httpx.Client(
            base_url=address, timeout=PATIENCE, follow_redirects=False, cookies=_signed_in(account)
        )

    def get(self, path: str, kind: str) -> httpx.Response:
        """A page; where it leads elsewhere, that."""
        answer = self._ask("GET", path, kind)
        if answer.is_redirect:
            answer = self._ask("GET", answer.headers["location"], kind)
        return answer

    def post(self, path: str, fields: Mapping[str, str], kind: str) -> httpx.Response:
        """What is answered to a form, before going where it leads."""
        return self._ask("POST", path, kind, dict(fields))

    def close(self) -> None:
        """Leave."""
        self._http.close()

    def _ask(
        self, method: str, path: str, kind: str, fields: dict[str, str] | None = None
    ) -> httpx.Response:
        begun = time.perf_counter()
        answer = self._http.request(method, path, data=fields)
        self.watch.took(kind, time.perf_counter() - begun)
        if answer.is_error:
            self.watch.failed(f"{method} {path.partition('?')[0]}: {answer.status_code}")
        return answer


def _signed_in(account: accounts.Account) -> dict[str, str]:
    """The cookie of a session such as the sign-in page makes, whose limits are left out here."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {"sessionid": session.session_key or ""}
