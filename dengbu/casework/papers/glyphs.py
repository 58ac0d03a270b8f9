"""A missing glyph is an error, never a blank: names like 䶮 or 𬱖 must come out whole."""

from functools import cache
from pathlib import Path

import cvttf_NotoSansCJK_Regular
from fontTools.ttLib import TTFont

from dengbu.kernel.fault import Fault, FaultCode, Faults


@cache
def _covered() -> frozenset[int]:
    """The code points of the font that values are set in."""
    font = Path(cvttf_NotoSansCJK_Regular.get_TTF_path())
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def require_glyphs(text: str) -> None:
    """Raise Faults naming the characters that cannot be printed."""
    missing = sorted({c for c in text if not c.isspace() and ord(c) not in _covered()})
    if missing:
        shown = "、".join(f"{c}（U+{ord(c):04X}）" for c in missing)
        message = f"证书上有字打不出来：{shown}。请报给系统管理员加字，加好再打。"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=message))
