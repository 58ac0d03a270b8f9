"""``dengbu register``: the whole register's fingerprint, and an equal one in another database."""

import sys
from argparse import ArgumentParser, Namespace

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction

from dengbu.database.digest import Fingerprint
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from dengbu.site.replay.beside import told_beside
from dengbu.site.replay.opening import opened
from dengbu.site.replay.run import STEP, Broken, Replay, Restless, Result
from dengbu.site.target import Refused


def add_arguments(parser: ArgumentParser) -> None:
    """``fingerprint``, or ``replay --into URL``."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("fingerprint", help="print the fingerprint of each table")
    replay = what.add_parser("replay", help="rebuild the register in another database")
    replay.add_argument("--into", required=True, metavar="URL", help="empty, or replayed in part")
    replay.add_argument("--step", type=_count, default=STEP, help="bookings a transaction")


def run(args: Namespace) -> int:
    """0: done, and equal. 1: broken or not equal, and where. 2: the target cannot be used."""
    return _fingerprint() if args.what == "fingerprint" else _replay(args.into, args.step)


def _fingerprint() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table, found in register.fingerprints(cursor).items():
            _say(_line(table, found))
    return 0


def _replay(url: str, step: int) -> int:
    try:
        with opened(url) as into:
            result = Replay(into, _say, step).run()
    except Refused as refusal:
        return _fail(str(refusal), 2)
    except Faults as faults:
        return _fail(str(faults), 1)
    except Broken as broken:
        return _fail(f"{broken}\n以前的都已写好，从它起都没有写。", 1)
    except Restless:
        return _fail("源库一直有新的登簿，没有等到可以核对的一刻。请在较空的时候再运行一次。", 1)
    except psycopg.OperationalError as error:
        return _fail(f"目标库出了问题：{error}\n已写好的都是整件；再运行一次就接着重放。", 1)
    except (OperationalError, InterfaceError) as error:
        return _fail(f"源库出了问题：{error}\n已写好的都是整件；再运行一次就接着重放。", 1)
    return _tell(result)


def _tell(result: Result) -> int:
    for table in result.differing:
        _say(f"不一样：源库 {_line(table, result.ours[table])}")
        _say(f"　　　目标库 {_line(table, result.theirs[table])}")
    if result.differing:
        return _fail(f"两边不一样的表：{'、'.join(result.differing)}", 1)
    rows = sum(found.rows for found in result.ours.values())
    _say(f"两边指纹相同：{len(result.ours)} 张表，{rows} 行")
    _say(told_beside())
    return 0


def _line(table: str, found: Fingerprint) -> str:
    return f"{table:<28}{found.rows:>12}  {found}"


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"{message}\n")
    return status


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
