"""How a seal looks: red, round, the office's name along its edge and a star in the middle.

国务院《关于国家行政机关和企业事业单位社会团体印章管理的规定》(国发〔1999〕25号): the form of seals.
"""

import json
from pathlib import Path

import cvttf_NotoSansCJK_Bold
import typst

TEMPLATE = Path(__file__).with_name("picture.typ")
SIDE = 33  # mm
DOTS = 150.0  # an inch


def seal_picture(name: str) -> bytes:
    """PNG, with nothing where there is no ink."""
    fonts = Path(cvttf_NotoSansCJK_Bold.__file__).parent
    made = typst.Compiler(input=str(TEMPLATE), font_paths=[str(fonts)]).compile(
        format="png", ppi=DOTS, sys_inputs={"seal": json.dumps({"name": name, "side": SIDE})}
    )
    if not isinstance(made, bytes):
        raise TypeError("one page expected")
    return made
