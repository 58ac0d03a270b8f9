"""What is allowed when: the one table of acts and conditions of a unit.

The table is data, so that who knows the law can read it whole; it decides nothing. The rules
decide, and ``tests/register/test_every_cell.py`` asks the register for each cell.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("allowed.toml")
CONDITIONS: Mapping[str, str] = {
    "blank": "还没有首次登记",
    "clean": "没有负担",
    "mortgaged": "有抵押，可以转让",
    "mortgaged-banned": "有抵押，约定限制转让",
    "mortgaged-before-2021": "有2021年以前的抵押，没写能不能转让",
    "seized": "被另一法院查封",
    "pre-seized": "被预查封（被执行人是别人）",
    "noticed": "有别人的预告登记",
    "objected": "有别人的异议登记",
    "stopped": "被政府限制",
    "inhabited": "有居住权",
    "serving": "是供役地",
    "open-case": "另有在办件",
    "ended": "权利已经注销",
    "divided": "已经分割、合并",
    "void": "来自被撤销的分割、合并",
}


def allowed() -> dict[str, dict[str, str]]:
    """By act and condition: codes of the rules that block, with ``~`` of those that only tell."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
