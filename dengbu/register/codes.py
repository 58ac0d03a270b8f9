"""Code lists of the register: values of the national database standard, English names.

Source: TD/T 1066 appendix A; the Chinese name of each list stands beside it.
"""

from enum import IntEnum, StrEnum


class PartyType(StrEnum):
    """权利人类型 QLRLX."""

    PERSON = "1"
    ENTERPRISE = "2"
    INSTITUTION = "3"
    STATE_ORGAN = "4"
    OTHER = "99"


class CoOwnership(StrEnum):
    """共有方式 GYFS."""

    SOLE = "0"
    JOINT = "1"
    BY_SHARES = "2"
    OTHER = "3"


class RightType(StrEnum):
    """权利类型 QLLX, those that this register enters."""

    COLLECTIVE_LAND_OWNERSHIP = "1"
    STATE_CONSTRUCTION_LAND_USE = "3"
    STATE_LAND_USE_AND_HOUSE_OWNERSHIP = "4"
    HOMESTEAD_USE = "5"
    HOMESTEAD_USE_AND_HOUSE_OWNERSHIP = "6"
    COLLECTIVE_CONSTRUCTION_LAND_USE = "7"
    COLLECTIVE_LAND_USE_AND_HOUSE_OWNERSHIP = "8"
    LAND_CONTRACT = "9"
    LAND_CONTRACT_AND_FOREST = "10"
    FOREST_LAND_USE = "11"
    FOREST_LAND_USE_AND_TREE_USE = "12"
    GRASSLAND_USE = "13"
    AQUACULTURE = "14"
    SEA_USE = "15"
    SEA_USE_AND_STRUCTURE = "16"
    ISLAND_USE = "17"
    ISLAND_USE_AND_STRUCTURE = "18"
    STATE_FARMLAND_USE = "24"  # in use beyond the appendix, like 23 and 36
    FOREST_LAND_USE_AND_TREE_OWNERSHIP = "36"
    EASEMENT = "19"
    MORTGAGE = "23"
    HABITATION = "JZ"  # no national code is confirmed: mapped where messages leave
    LAND_OPERATION = "JY"  # 土地经营权, likewise


WITHOUT_TERM = ("101", "203")  # 划拨、批准拨用


class MortgageMode(StrEnum):
    """抵押方式 DYFS."""

    ORDINARY = "1"
    MAXIMUM_AMOUNT = "2"


class MortgagedKind(StrEnum):
    """抵押不动产类型 DYBDCLX."""

    LAND = "1"
    LAND_AND_HOUSE = "2"
    FOREST = "3"
    UNDER_CONSTRUCTION = "4"  # 土地和在建建筑物
    SEA = "5"
    SEA_AND_STRUCTURE = "6"
    OTHER = "7"


class SeizureKind(StrEnum):
    """查封类型 CFLX as ordered; whether one is in force or waits is computed for a day."""

    SEIZURE = "1"
    PRE_SEIZURE = "3"


class NoticeKind(StrEnum):
    """预告登记种类 YGDJZL."""

    PRESALE = "1"
    OTHER_SALE = "2"
    PRESALE_MORTGAGE = "3"
    OTHER_MORTGAGE = "4"


MORTGAGE_NOTICES = (NoticeKind.PRESALE_MORTGAGE, NoticeKind.OTHER_MORTGAGE)
"""抵押预告: its rank is kept for the mortgage (担保制度解释 52)."""


class HabitationSource(StrEnum):
    """居住权 by contract, will (Civil Code 366, 371) or judgment."""

    CONTRACT = "C"
    WILL = "W"
    JUDGMENT = "J"


class OperationMode(StrEnum):
    """How a land operation right is granted (农村土地承包法 36, project list)."""

    LEASE = "L"  # 出租、转包
    SHARES = "S"  # 入股
    OTHER = "O"


class HabitationEnd(StrEnum):
    """Why a right of habitation ends (Civil Code 370)."""

    EXPIRED = "EXPIRED"
    DEATH = "DEATH"
    WAIVED = "WAIVED"


class CancelGround(StrEnum):
    """Why a right ends (project list; 实施细则 28 names the cases)."""

    DESTROYED = "DESTROYED"  # 灭失
    WAIVED = "WAIVED"  # 放弃
    EXPROPRIATED = "EXPROPRIATED"  # 征收、收回
    BY_DECISION = "BY_DECISION"  # 法院、仲裁、政府的生效决定


class RegistrationType(IntEnum):
    """登记类型 DJLX."""

    FIRST = 100
    TRANSFER = 200
    CHANGE = 300
    CANCELLATION = 400
    CORRECTION = 500
    OBJECTION = 600
    ADVANCE_NOTICE = 700
    SEIZURE = 800
    OTHER = 900


class Effect(StrEnum):
    """What a rule says of a booking."""

    PASS = "pass"
    WARN = "warn"
    BLOCK = "block"


class CertificateKind(StrEnum):
    """不动产权证书 or 不动产登记证明."""

    TITLE = "T"
    PROOF = "P"
