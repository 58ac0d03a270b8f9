"""Code lists of the cadastre: national values with the Chinese names that people read.

Source: appendix of the 2015 database standard (in TD/T 1066-2021 appendix A), GB/T 21010-2017 for
land use. A source that does not say leaves the value empty; empty is no member of a list.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from dengbu.kernel.national_codes import PLANNED_USES as PLANNED_USES
from dengbu.kernel.national_codes import RIGHT_NATURES as RIGHT_NATURES
from dengbu.kernel.national_codes import STRUCTURES as STRUCTURES


class RightNature(StrEnum):
    """权利性质 QLXZ, of state land."""

    STATE_LAND = "100"
    ALLOCATED = "101"
    GRANTED = "102"
    CAPITAL_CONTRIBUTION = "103"
    LEASED = "104"
    AUTHORISED = "105"


class Layer(StrEnum):
    """权利设定方式 QLSDFS: where the right lies."""

    ABOVE = "1"
    SURFACE = "2"
    BELOW = "3"


RESIDENTIAL_USES = frozenset({"10", "11", "111", "112", "12", "13"})
"""Planned uses that count as homes, for fees and terms."""

HOUSE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "1": "住宅",
        "2": "商业用房",
        "3": "办公用房",
        "4": "工业用房",
        "5": "仓储用房",
        "6": "车库",
        "99": "其他",
    }
)
"""房屋类型 FWLX."""

HOUSE_NATURES: Mapping[str, str] = MappingProxyType(
    {
        "0": "市场化商品房",
        "1": "动迁房",
        "2": "配套商品房",
        "3": "公共租赁住房",
        "4": "廉租住房",
        "5": "限价普通商品住房",
        "6": "经济适用住房",
        "7": "定销商品房",
        "8": "集资建房",
        "9": "福利房",
        "99": "其他",
    }
)
"""房屋性质 FWXZ."""

RIGHT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "1": "集体土地所有权",
        "2": "国家土地所有权",
        "3": "国有建设用地使用权",
        "4": "国有建设用地使用权/房屋（构筑物）所有权",
        "5": "宅基地使用权",
        "6": "宅基地使用权/房屋（构筑物）所有权",
        "7": "集体建设用地使用权",
        "8": "集体建设用地使用权/房屋（构筑物）所有权",
        "9": "土地承包经营权",
        "10": "土地承包经营权/森林、林木所有权",
        "11": "林地使用权",
        "12": "林地使用权/森林、林木使用权",
        "13": "草原使用权",
        "14": "水域滩涂养殖权",
        "15": "海域使用权",
        "16": "海域使用权/构（建）筑物所有权",
        "17": "无居民海岛使用权",
        "18": "无居民海岛使用权/构（建）筑物所有权",
        "24": "国有农用地使用权",
        "36": "林地使用权/森林、林木所有权",
        "99": "其他权利",
    }
)
"""权利类型 QLLX of the land."""

LAND_USES: Mapping[str, str] = MappingProxyType(
    {
        "01": "耕地",
        "02": "园地",
        "03": "林地",
        "04": "草地",
        "05": "商服用地",
        "0501": "零售商业用地",
        "06": "工矿仓储用地",
        "0601": "工业用地",
        "0604": "仓储用地",
        "07": "住宅用地",
        "0701": "城镇住宅用地",
        "0702": "农村宅基地",
        "08": "公共管理与公共服务用地",
        "09": "特殊用地",
        "10": "交通运输用地",
        "11": "水域及水利设施用地",
        "12": "其他土地",
    }
)
"""土地用途, GB/T 21010-2017: first level, and the second-level codes in use here."""
