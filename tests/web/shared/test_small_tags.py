"""Small tags: what they say, that they escape, that a screen reader hears it."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template

from dengbu.kernel.chinese import SHANGHAI
from dengbu.web.shared.parts import Source, SourceKind

EVIL = '"><script>alert(1)</script>'
ESCAPED = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
NOW = datetime(2024, 12, 12, 9, 42, tzinfo=SHANGHAI)


def render(text: str, **values: object) -> str:
    return Template("{% load parts %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% money a %}", ">10,600.00 元<"),
        ("{% money 0 %}", ">0.00 元<"),
        ('{% money 0 free="满 5 年且唯一" %}', ">免，满 5 年且唯一<"),
        ('{% money a free="满 5 年" %}', ">10,600.00 元<"),
        ("{% money none %}", ">不记载<"),
        ("{% figure a %}", ">10,600.00<"),
        ('{% area "118.42" %}', ">118.42 ㎡<"),
        ("{% area none %}", ">不记载<"),
        ("{% date d %}", '<time class="nowrap" datetime="2024-11-12">2024年11月12日</time>'),
        ("{% date none %}", ">没有记载<"),
        ("{% moment now %}", ">2024年12月12日 09:42<"),
        ("{% moment now now %}", ">今天 09:42<"),
        ("{% moment none %}", ">还没有<"),
        ("{{ id|masked_number }}", "4306**********4136"),
        ("{{ name|masked_name }}", "刘*平"),
        ("{{ home|breakable }}", "枫林路18号<wbr>丹枫&amp;7栋3号"),
        ('{% signal "ok" "没有" %}', "<span>没有</span>"),
        ('{% tag "补正已回" "accent" %}', 'data-signal="accent">补正已回<'),
        ("{% source source %}", "<span>公安共享 09:42</span>"),
    ],
)
def test_tags_say_it_in_plain_chinese(text: str, shown: str) -> None:
    values: dict[str, object] = {
        "a": Decimal("10600"),
        "d": date(2024, 11, 12),
        "now": NOW,
        "id": "430602198001014136",
        "name": "刘长平",
        "home": "枫林路18号丹枫&7栋3号",
        "none": None,
        "source": Source(kind=SourceKind.SHARED, name="公安共享", at=NOW),
    }
    assert shown in render(text, **values)


def test_a_share_is_stacked_and_spoken() -> None:
    html = render("{% share s %}", s=Fraction(3, 5))
    assert 'aria-label="五分之三"' in html
    assert "<span>3</span><span>5</span>" in html
    assert render('{% share "1" %}') == "<span>全部</span>"
    assert render("{% share none %}", none=None) == ""


def test_a_code_is_copied_without_blanks() -> None:
    html = render("{% code c %}", c="430602003012GB00045F00030087")
    assert 'data-copy="430602003012GB00045F00030087"' in html
    assert "<span>GB00045</span><span>F00030087</span>" in html
    assert "data-copy" not in render("{% code c copy=False %}", c="43060220241212000318")


def test_letters_can_be_switched_off_but_not_other_keys() -> None:
    assert "data-letter" in render('{% key "A" %}')
    assert "data-letter" not in render('{% key "Ctrl" %}')


@pytest.mark.parametrize(
    "text",
    [
        "{% code evil %}",
        '{% signal "ok" evil %}',
        "{% tag evil %}",
        "{% key evil %}",
        "{% icon evil %}",
        "{% money 0 free=evil %}",
        "{% date none missing=evil %}",
        "{% source source %}",
    ],
)
def test_text_is_escaped(text: str) -> None:
    source = Source(kind=SourceKind.SYSTEM, name=EVIL)
    html = render(text, evil=EVIL, none=None, source=source)
    assert "<script" not in html
    assert ESCAPED in html
