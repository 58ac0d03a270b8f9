"""People of the demonstration: all made up, with identity numbers that check."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from dengbu.kernel.identity import credit_check_char, resident_check_digit
from dengbu.register import api as register

SURNAMES = "周何林陈蒋邓谭许段王李张刘杨赵黄吴徐孙胡朱高郭马罗梁宋郑谢韩唐冯于董萧程曹袁彭易汤龚"
GIVEN = tuple(
    "启明 雅琴 书远 静姝 维国 丽君 舒雅 文博 志强 晓红 建华 海燕 子涵 雨桐 梓萱 浩然 "  # noqa: SIM905
    "欣怡 思源 嘉懿 俊杰 国平 秀英 玉兰 建军 桂芳 佳琪 宇轩 若曦 一鸣 可欣 德厚 春梅 "
    "立新 敏 静 磊 洋 勇 艳 娟 涛 军 婷 霞".split()
)
RARE = ("䶮", "㛃", "翀", "玥", "喆", "犇")  # characters of real names that fonts often lack


@dataclass(frozen=True, kw_only=True, slots=True)
class Firm:
    """An organisation of the demonstration."""

    name: str
    credit_code: str

    @property
    def party(self) -> register.PartyRef:
        """As a party of the register."""
        return register.PartyRef(
            name=self.name,
            id_type="8",
            id_no=self.credit_code,
            party_type=register.PartyType.ENTERPRISE,
        )


def _firm(name: str, first17: str) -> Firm:
    return Firm(name=name, credit_code=first17 + credit_check_char(first17))


BANKS = (
    _firm("湘北银行岳阳分行", "91430600722541380"),
    _firm("巴陵银行南湖支行", "91430600586937421"),
    _firm("洞庭农商银行岳阳楼支行", "91430602MA4L0T7X2"),
)
SUPERVISOR = _firm("岳阳市房屋交易资金监管中心", "12430600MB1A23457")
DEVELOPERS = (
    _firm("岳阳楼台置业有限公司", "91430602MA4LBX3T1"),
    _firm("南湖新城开发有限公司", "91430600MA4M2QW85"),
)


class Crowd:
    """Persons one after another, no two with the same number."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._order = 0
        self.names: dict[str, str] = {}  # of everybody so far, by number

    def person(self, *, born_from: int = 1955, born_to: int = 1999) -> register.PartyRef:
        """A person born in these years (GB 11643: order 001..999 within area and day)."""
        self._order += 1
        start = dt.date(born_from, 1, 1).toordinal()
        end = dt.date(born_to, 12, 31).toordinal()
        born = dt.date.fromordinal(self._dice.randint(start, end))
        first17 = f"430602{born:%Y%m%d}{self._order % 999 + 1:03d}"
        name = self._dice.choice(SURNAMES) + self._dice.choice(GIVEN)
        if self._order % 400 == 0:
            name = name[0] + RARE[self._order // 400 % len(RARE)]
        number = first17 + resident_check_digit(first17)
        self.names[number] = name
        return register.PartyRef(name=name, id_type="1", id_no=number)

    def couple(self) -> tuple[register.PartyRef, register.PartyRef]:
        """Two adults who own together."""
        return self.person(), self.person()

    def child(self, today: dt.date) -> register.PartyRef:
        """A minor on that day."""
        return self.person(born_from=today.year - 14, born_to=today.year - 6)
