"""What the files themselves must keep: no inline code, known icons and properties, sizes."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from django.test import Client

from dengbu.web.shared import urls

WEB = Path(__file__).resolve().parents[3] / "dengbu" / "web"
STATIC = WEB / "shared" / "static" / "dengbu"
TEMPLATES = sorted(WEB.glob("*/templates/**/*.html"))
STYLES = sorted(WEB.glob("*/static/**/*.css"))
SCRIPTS = sorted(WEB.glob("*/static/**/*.js"))

INLINE = re.compile(
    r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:", re.I
)


def name(path: Path) -> str:
    return str(path.relative_to(WEB))


def icons() -> set[str]:
    root = ElementTree.parse(STATIC / "icons.svg").getroot()
    return {symbol.attrib["id"] for symbol in root}


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_inline_script_or_style(path: Path) -> None:
    assert INLINE.search(path.read_text()) is None


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    assert set(re.findall(r'{% icon "([^"]+)"', path.read_text())) <= icons()


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_property_is_known_and_colours_are_tokens(path: Path) -> None:
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", "".join(p.read_text() for p in STYLES)))
    text = path.read_text()
    assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) <= known
    assert "@import" not in text
    assert "http" not in text


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=name)
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 400


def test_there_are_enough_icons_and_each_has_a_stroke() -> None:
    assert len(icons()) >= 40


def test_a_missing_page_says_what_to_do(client: Client) -> None:
    response = client.get("/nothing-here")
    page = response.content.decode()
    assert response.status_code == 404
    assert page.count("<h1>") == 1
    assert "从首页搜" in page


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "x"})
    assert response.status_code == 401
    assert "重新登录" in response.content.decode()


def test_letters_grow_without_script(client: Client) -> None:
    response = client.post("/_text", {"size": "large", "next": "/sign-in"})
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in")
    assert 'class="large-text"' in client.get("/_parts").content.decode()
    away = client.post("/_text", {"size": "large", "next": "https://evil.example/"})
    assert away.headers["Location"] == "/"


def test_the_gallery_is_closed_outside_the_demonstration() -> None:
    assert not any("_parts" in str(entry.pattern) for entry in urls.urlpatterns)
