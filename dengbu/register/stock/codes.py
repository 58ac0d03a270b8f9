"""The code lists that columns of the national tables name. Source: TD/T 1066 appendix A."""

from collections.abc import Collection, Mapping

from dengbu.cadastre import api as cadastre
from dengbu.register import codes
from dengbu.register.particulars import (
    AREA_UNITS,
    FOREST_CATEGORIES,
    FOREST_ORIGINS,
    LAND_OWNERS,
    STRUCTURE_KINDS,
)

CURRENT, REPLACED, ENDED = "1", "2", "3"
"""权属状态 QSZT; 0 (provisional) is no right yet and is refused."""

LISTS: Mapping[str, Collection[str]] = {
    "QLLX": {str(v.value) for v in codes.RightType} | set(cadastre.RIGHT_TYPES),
    "DJLX": {str(int(v)) for v in codes.RegistrationType},
    "QSZT": {CURRENT, REPLACED, ENDED},
    "MJDW": AREA_UNITS,
    "GHYT": cadastre.PLANNED_USES,
    "FWXZ": cadastre.HOUSE_NATURES,
    "FWLX": cadastre.HOUSE_TYPES,
    "FWJG": cadastre.STRUCTURES,
    "QLXZ": cadastre.RIGHT_NATURES,
    "ZJZL": {"1", "2", "3", "4", "5", "6", "7", "8", "99"},
    "QLRLX": {v.value for v in codes.PartyType},
    "GYFS": {v.value for v in codes.CoOwnership},
    "DYFS": {v.value for v in codes.MortgageMode},
    "DYBDCLX": {"1", "2", "3", "4", "5", "6", "7"},
    "YGDJZL": {v.value for v in codes.NoticeKind},
    "CFLX": {"1", "2", "3", "4", "5"},
    "GJZWLX": STRUCTURE_KINDS,
    "LZ": FOREST_CATEGORIES,
    "QY": FOREST_ORIGINS,
    "TDSYQXZ": LAND_OWNERS,
    "HX": {"1", "2", "3", "4", "5", "99"},
    "HXJG": {"1", "2", "3", "4", "99"},
    "ZT": {"0", "1"},
    "QLSDFS": {"1", "2", "3"},
    "XB": {"1", "2", "3"},
    "AJZT": {"1", "2", "3", "4", "5"},
    "TZFS": {"1", "2", "3", "4"},
    "JZWZT": {"1", "2", "3", "4"},
    "JZQSL": {v.value for v in codes.HabitationSource},
    "LZFS": {v.value for v in codes.OperationMode},
    "ZSZL": {v.value for v in codes.CertificateKind},
}
"""By the name of a list: the values that it has."""
