"""What all owners of a project hold together (业主共有部分): E37."""

from collections.abc import Iterator

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.register.acts import CancelCommonParts, RegisterCommonParts
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.particulars import MOST_PARTS, fields_faults
from dengbu.register.rules.people import absent_holders, names
from dengbu.register.titles import LAND

WITH_HOUSES = ("GB", "GS", "GX", "JB", "JS", "JX", "JC")  # parcels that houses stand on


@rule(
    "E37",
    CIVIL_CODE.of("273-274"),
    on=(RegisterCommonParts, CancelCommonParts),
    holds="业主共有部分填写正确",
    remedy="请对照规划、测绘成果改好；共有部分和项目的房屋一起首次登记，由建设单位申请",
)
def common_parts_are_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    if isinstance(act, RegisterCommonParts):
        return tuple(Found(words={"why": why}) for why in _faults(ask, act))
    if isinstance(act, CancelCommonParts):
        return tuple(Found(words={"why": why}) for why in _ending_faults(ask, act))
    return ()


def _faults(ask: Ask, act: RegisterCommonParts) -> Iterator[str]:
    if not act.unit_code.endswith(LAND) or act.unit_code[12:14] not in WITH_HOUSES:
        yield "业主共有部分登记在项目用地的宗地上"
    elif not ask.state.houses_on_land:
        yield "这块宗地上还没有登记的房屋，共有部分要和房屋一起首次登记"
    yield from _applying_faults(ask)
    if not act.parts:
        yield "没有填共有部分"
    if len(act.parts) > MOST_PARTS:
        yield f"最多{MOST_PARTS}行，现在有{len(act.parts)}行"
        return
    for number, part in enumerate(act.parts, start=1):
        yield from (f"第{number}行：{fault}" for fault in fields_faults(part))
    standing = [p.content.number for p in ask.state.common_parts]
    given = [p.number for p in act.parts]
    if taken := sorted(set(standing) & set(given)):
        yield f"编号{'、'.join(taken)}已经登记过"
    if len(set(given)) < len(given):
        yield "同一个编号填了两次"


def _ending_faults(ask: Ask, act: CancelCommonParts) -> Iterator[str]:
    standing = {p.content.number for p in ask.state.common_parts}
    unknown = [number for number in act.numbers if number not in standing]
    if unknown or not act.numbers:
        yield f"没有编号{'、'.join(unknown) or '空白'}的共有部分，或者已经注销"
    yield from _applying_faults(ask)
    if not act.basis.strip():
        yield "没有写证明的编号"


def _applying_faults(ask: Ask) -> Iterator[str]:
    """Who holds the land applies; where no one does, somebody must."""
    if absent := absent_holders(ask):
        yield f"还差{names(absent)}的申请"
    elif not ask.facts.applicants:
        yield "没有人申请"


COMMON_RULES: tuple[Rule, ...] = (common_parts_are_sound,)
