"""Finding units as people at a window type."""

import pytest
from django.db import connection

from dengbu.cadastre import api as cadastre
from tests.cadastre.ground import BUILDING, OFFICE, PARCEL, add, new_unit

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "岳阳楼区金鹗东路86号枫桥苑3栋2单元1203室",
    "岳阳楼区金鹗东路86号枫桥苑13栋2单元1203室",
    "岳阳楼区金鹗东路86号枫桥苑3栋2单元203室",
    "岳阳楼区洗马街9号100%广场_A座1层",
]


@pytest.fixture(autouse=True)
def _units() -> None:
    add([new_unit(n, address) for n, address in enumerate(ADDRESSES, start=1)])


def found(text: str, **options: object) -> list[str]:
    return [hit.address for hit in cadastre.search_units(text, **options)]  # type: ignore[arg-type] # a test passes options through


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("枫桥苑3栋2单元1203", [0]),
        ("枫桥苑 3栋 1203", [0]),
        ("  枫桥苑　３栋，１２０３ ", [0]),  # full-width digits and blanks
        ("枫桥苑3栋1203", [0]),  # the entrance left out
        ("金鹗东路86号3栋", [0, 2]),  # the estate left out
        ("13栋", [1]),
        ("3栋", [0, 2]),  # and not 13栋
        ("203室", [2]),  # and not 1203室
        ("金鹗", [0, 1, 2]),
        ("洗马", [3]),
        ("100%", [3]),
        ("广场_a座", [3]),
        ("桥苑_", []),  # no wildcard
        ("龘龘", []),
        ("%", []),
        ("", []),
        ("   ", []),
        ("'; DROP TABLE cadastre_unit; --", []),
        ("金(鹗[", []),
    ],
)
def test_parts_of_an_address(typed: str, places: list[int]) -> None:
    assert sorted(found(typed)) == sorted(ADDRESSES[place] for place in places)


@pytest.mark.parametrize(
    "typed", [BUILDING + "0001", "430602 001001 GB00001 F00010001", f"{BUILDING}0001".lower()]
)
def test_a_whole_code(typed: str) -> None:
    assert found(typed) == [ADDRESSES[0]]


@pytest.mark.parametrize("typed", ["430602001001", PARCEL, BUILDING])
def test_the_front_of_a_code(typed: str) -> None:
    assert len(found(typed)) == len(ADDRESSES)


def test_limit_and_office() -> None:
    assert len(found("岳阳楼区", limit=2)) == 2
    assert len(found("岳阳楼区", office=OFFICE)) == 4
    assert found("岳阳楼区", office="430603") == []


@pytest.mark.parametrize("typed", ["枫桥苑3栋", "龘龘", "430602001001GB"])
def test_every_search_can_use_an_index(typed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE cadastre_unit")
    with connection.execute_wrapper(_Explainer()) as _:
        plans.clear()
        cadastre.search_units(typed)
    assert plans
    assert all("Seq Scan" not in plan and "Index Scan" in plan for plan in plans)


plans: list[str] = []


class _Explainer:
    """Notes the plan of every search before it runs."""

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def] # Django's hook
        with context["connection"].wrap_database_errors:
            cursor = context["connection"].connection.cursor()
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return execute(sql, params, many, context)
