"""The page on which whoever demonstrates tells the departments how to behave."""

from html import escape
from typing import TYPE_CHECKING

from dengbu.site.simulators.scenarios import Scenario

if TYPE_CHECKING:
    from dengbu.site.simulators.server import Simulators

HEAD = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
    '<meta name="viewport" content="width=device-width"><title>模拟部门</title></head><body>'
    "<h1>模拟部门</h1><p>演示用：让一个部门停机、变慢或者答错，再到窗口看会怎样。</p>"
)


def control_page(simulators: "Simulators") -> str:
    """HTML: each department with how it behaves and a choice."""
    return HEAD + "".join(_row(simulators, name) for name in simulators.departments) + "</body>"


def _row(simulators: "Simulators", name: str) -> str:
    now = simulators.behaviour.of(name)
    asked = simulators.behaviour.asked.get(name, 0)
    options = "".join(
        f'<option value="{s}"{" selected" if s is now else ""}>{escape(s.label)}</option>'
        for s in Scenario
    )
    label = escape(simulators.departments[name].label)
    return (
        f'<form method="post" action="/control"><input type="hidden" name="department"'
        f' value="{escape(name)}"><label>{label} <select name="scenario">{options}</select></label>'
        f" <button>设置</button> 问过 {asked} 次</form>"
    )
