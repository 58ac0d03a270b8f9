"""Larger parts: states, words, and that every text in every value is escaped."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.template import Context, Template

from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared import samples
from dengbu.web.shared.parts import Act, Freshness, Person, RuleRow, SharePart, StateCell
from dengbu.web.shared.signals import Signal

EVIL = '"><script>alert(1)</script>'


def render(text: str, **values: object) -> str:
    return Template("{% load parts %}" + text).render(Context(values))


UNTOUCHED = ("icon", "code", "clause")


def poison(value: Any) -> Any:
    """The same value with something evil at the end of every free text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in dataclasses.fields(value) if f.name not in UNTOUCHED]
        changed = {name: poison(getattr(value, name)) for name in names}
        return dataclasses.replace(value, **changed)
    if type(value) is str:
        return value + EVIL if value else value
    if isinstance(value, tuple):
        return tuple(poison(item) for item in value)
    return value


PARTS: dict[str, tuple[str, Any]] = {
    "state_strip": ("{% state_strip v %}", samples.CELLS_TROUBLED),
    "possible": ("{% possible v w %}", samples.ACTS),
    "facts": ("{% facts v %}", samples.FACTS),
    "papers": ("{% facts v compact=True %}", samples.PAPERS),
    "compare": ("{% compare v %}", samples.COMPARE),
    "rules": ("{% rules v %}", samples.RULES),
    "clock": ("{% clock v.0 %}{% clock v.5 %}", samples.CLOCKS),
    "timeline": ("{% timeline v %}", samples.STEPS),
    "life": ("{% life v %}", samples.LIFE),
    "person": ("{% for p in v %}{% person p %}{% endfor %}", samples.PEOPLE),
    "share_bar": ("{% share_bar v %}", samples.SHARES),
}


@pytest.mark.parametrize("name", PARTS)
def test_every_text_is_escaped(name: str) -> None:
    text, value = PARTS[name]
    if name == "compare":
        value = dataclasses.replace(value, caption=EVIL, rows=poison(value.rows))
    else:
        value = tuple(poison(item) for item in value)
    html = render(text, v=value, w=tuple(poison(item) for item in samples.HINDRANCES))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "None" not in html


def test_what_is_unknown_never_looks_like_good_news() -> None:
    cell = StateCell(
        label="查封",
        icon="gavel",
        value="没有",
        signal=Signal.OK,
        freshness=Freshness.STALE,
        retry="/again",
    )
    html = render("{% state_strip v %}", v=[cell])
    assert 'data-signal="ok"' not in html
    assert 'formaction="/again"' in html
    assert "重查" in html


def test_the_as_of_day_is_said_in_every_label() -> None:
    html = render("{% state_strip v as_of=d %}", v=samples.CELLS, d=samples.NOW)
    assert html.count("，那天") == len(samples.CELLS)


def test_blocks_come_first_and_carry_word_and_clause() -> None:
    html = render("{% rules v %}", v=samples.RULES)
    assert html.index("不符") < html.index("留意") < html.index("通过")
    assert "《民法典》第406条" in html
    assert RuleRow(effect=Signal.STOP, code="P03", sentence="x").word == "不符"


def test_a_difference_is_spoken_and_marked() -> None:
    html = render("{% compare v %}", v=samples.COMPARE)
    assert '<mark class="differs">抒</mark>' in html
    assert [html.count(word) for word in ("不同：", "不符：")] == [1, 1]
    assert html.count('scope="row"') == 5


def test_the_step_that_waits_for_the_reader_holds_its_card() -> None:
    html = render("{% timeline v %}", v=samples.STEPS)
    assert html.count('aria-current="step"') == 1
    assert "11,240.00 元" in html
    assert "缴 11,320.00 元" in html


def test_what_came_later_stands_above_the_day_one_looks_at() -> None:
    html = render("{% life v as_of=d %}", v=samples.LIFE, d=samples.LIFE[1].day)
    assert html.index("解除查封") < html.index("您看的这一天") < html.index("湘楚置业")


@pytest.mark.parametrize(
    ("shares", "said"),
    [((Fraction(3, 5), Fraction(2, 5)), "合计正好是 1"), ((Fraction(1, 3),) * 2, "合计不是 1")],
)
def test_the_bar_of_shares_says_whether_they_make_one(
    shares: tuple[Fraction, ...], said: str
) -> None:
    parts = [SharePart(name=str(n), share=share) for n, share in enumerate(shares)]
    assert said in render("{% share_bar v %}", v=parts)


def test_a_number_can_be_asked_for_without_script() -> None:
    html = render('{% masked n reveal="/reveal/7" %}', n="430602198001014136")
    assert "430602198001014136" not in html
    assert 'form="shared-post" formaction="/reveal/7"' in html
    assert "<button" not in render("{% masked n %}", n="430602198001014136")


def test_a_person_who_can_act_has_a_button_instead_of_a_standing() -> None:
    act = Act(label="请她签字", name="sign", value="7", key="S")
    html = render("{% person v %}", v=Person(name="陈静姝", role="买方", standing="没签", act=act))
    assert 'name="sign" value="7"' in html
    assert "没签" not in html


@pytest.mark.parametrize(
    ("text", "there", "missing"),
    [
        ('{% button "送" send=True %}', 'type="submit" data-send', "disabled"),
        ('{% button "通过" key="A" reason="先解决" %}', "disabled", "data-key"),
        ('{% button "看" href="/x" reason="先解决" %}', "disabled", "href"),
        ('{% button "看" href="/x" %}', 'href="/x"', "<button"),
        ('{% button "撤" dialog="d" %}', 'commandfor="d"', "submit"),
        ('{% button "送" busy="正在送…" %}', 'data-busy="正在送…"', "href"),
    ],
)
def test_buttons(text: str, there: str, missing: str) -> None:
    html = render(text)
    assert there in html
    assert missing not in html


def test_the_summary_leads_to_each_field() -> None:
    faults = Faults(
        Fault(code=FaultCode.REQUIRED, message="请填<i>", field="parties.0.id_no"),
        Fault(code=FaultCode.UNIT_SEIZED, message="查封中", remedy="先解除"),
    )
    html = render("{% error_summary f %}", f=faults)
    assert 'href="#f-parties-0-id_no"' in html
    assert "请填&lt;i&gt;" in html
    assert "有 2 处要改" in html
    assert "先解除" in html
    assert render("{% error_summary f %}", f=None).strip() == ""


KINDS: dict[str, Callable[[str], bool]] = {
    "text": lambda html: 'type="text"' in html,
    "password": lambda html: 'type="password"' in html and "secret" not in html,
    "money": lambda html: 'inputmode="decimal"' in html and "元" in html,
    "date": lambda html: 'type="date"' in html,
    "code": lambda html: 'inputmode="numeric"' in html,
    "tel": lambda html: 'type="tel"' in html,
    "textarea": lambda html: "</textarea>" in html,
    "select": lambda html: "<option" in html,
    "radio": lambda html: "<legend>" in html and 'type="radio"' in html,
    "chips": lambda html: "<legend>" in html and 'class="chips"' in html,
    "checkbox": lambda html: 'type="checkbox"' in html,
    "file": lambda html: 'type="file"' in html and "secret" not in html,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_field_repeats_its_error(kind: str) -> None:
    fault = Fault(code=FaultCode.REQUIRED, message="请看<b>", field="a.0.b")
    html = render(
        '{% field "a.0.b" "标签" kind "secret" faults=f hint="提示" options=o %}',
        kind=kind,
        f=[fault],
        o=[("1", "一"), ("2", "二")],
    )
    assert KINDS[kind](html)
    assert 'id="f-a-0-b"' in html
    assert "请看&lt;b&gt;" in html
    assert 'aria-describedby="f-a-0-b-hint f-a-0-b-error"' in html


def test_a_sound_field_says_nothing_and_keeps_what_was_typed() -> None:
    html = render('{% field "name" "姓名" value=v %}', v='陈"静姝')
    assert "aria-invalid" not in html
    assert 'value="陈&quot;静姝"' in html
    assert "可以不填" in render('{% field "name" "姓名" required=False %}')


def test_what_changed_meanwhile_has_a_head_of_its_own() -> None:
    changed = Fault(code=FaultCode.STATE_CHANGED, message="您打开以后这件变了")
    wrong = Fault(code=FaultCode.REQUIRED, message="请填写姓名", field="name")
    assert "这件刚刚变了，没有办成" in render("{% error_summary v %}", v=Faults(changed))
    assert "处要改" not in render("{% error_summary v %}", v=Faults(changed))
    assert "有 1 处要改" in render("{% error_summary v %}", v=Faults(wrong))
    assert "有 2 处要改" in render("{% error_summary v %}", v=Faults([changed, wrong]))
