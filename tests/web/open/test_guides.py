"""Guides for anybody: found by a word, whole, without a code that only machines know."""

import pytest
from django.test import Client

from tests.casework.desk import open_desk

pytestmark = pytest.mark.django_db


def test_all_guides_are_listed_by_kind_and_found_by_a_word(client: Client) -> None:
    open_desk(1)
    page = client.get("/guides/").content.decode()
    assert page.count("row-link") >= 88
    assert "组合办理" in page
    found = client.get("/guides/", {"q": "补证"}).content.decode()
    assert "证丢了补证" in found
    assert "二手房买卖" not in found
    nothing = client.get("/guides/", {"q": "护照"})
    assert nothing.status_code == 200
    assert "没有找到" in nothing.content.decode()


def test_a_guide_is_whole(client: Client) -> None:
    open_desk(1)
    page = client.get("/guides/G10").content.decode()
    for words in ("带什么材料", "多久办好", "收多少钱", "不服怎么办", "550.00 元", "第 1 版"):
        assert words in page


def test_an_unknown_guide_is_told(client: Client) -> None:
    open_desk(1)
    assert client.get("/guides/G99").status_code == 404


def test_a_guide_is_found_by_what_people_say(client: Client) -> None:
    open_desk(1)
    for said, title in (
        ("丢了证", "证丢了补证"),
        ("我想加名字", "夫妻加名、减名、更名"),
        ("遗产", "继承（不公证）"),
    ):
        assert title in client.get("/guides/", {"q": said}).content.decode(), said
