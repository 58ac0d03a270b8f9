"""The departments that can be simulated, by the names under which the exchange calls them."""

from collections.abc import Mapping
from typing import Any

from dengbu.site.simulators.answers import (
    MATCH,
    NO_MATCH,
    About,
    department,
    of_matches,
    serial,
)
from dengbu.site.simulators.asked import Department
from dengbu.site.simulators.tax import TaxOffice
from dengbu.site.simulators.treasury import TREASURY


def _alive(about: About, result: str) -> Mapping[str, Any]:
    return {"alive": True}


def _death(about: About, result: str) -> Mapping[str, Any]:
    return {"died_on": "2024-03-05"}


def _kinship(about: About, result: str) -> Mapping[str, Any]:
    return {"relation": "子女"}


def _marriage(about: About, result: str) -> Mapping[str, Any]:
    return {"record_no": f"J430602-2016-{serial(about):06}", "registered_on": "2016-05-20"}


def _deed(about: About, result: str) -> Mapping[str, Any]:
    return {
        "deed_no": f"(2025)湘岳洞证字第{serial(about)}号",
        "notary": "岳阳市洞庭公证处",
        "made_on": "2025-10-15",
    }


def _judgement(about: About, result: str) -> Mapping[str, Any]:
    return {"organ": "岳阳楼区人民法院", "effective_on": "2025-09-01"}


def _benefits(about: About, result: str) -> Mapping[str, Any]:
    ended = result == MATCH
    return {"ended_on": "2024-04-01"} if ended else {"drawing": result == NO_MATCH}


def _firm(about: About, result: str) -> Mapping[str, Any]:
    return {"state": "IN_BUSINESS", "small": serial(about) % 2 == 0}


def _contract(about: About, result: str) -> Mapping[str, Any]:
    filed = {"contract_no": f"YY2025{serial(about):06}", "filed_on": "2025-11-02"}
    return {**filed, "price": about["price"]} if about.get("price") else filed


def _fund(about: About, result: str) -> Mapping[str, Any]:
    return {"receipt_no": f"WX{serial(about):06}", "amount": "9800.00", "paid_on": "2025-11-03"}


def _permit(about: About, result: str) -> Mapping[str, Any]:
    return {"permit_no": f"岳房预字2025第{serial(about):06}号", "issued_on": "2025-03-10"}


def _paper(about: About, result: str) -> Mapping[str, Any]:
    return {"paper_no": f"岳自规{serial(about):06}", "made_on": "2025-06-18"}


def _police(residents: Mapping[str, str]) -> Department:
    paths = {
        "/identity": _alive,
        "/death": of_matches(_death),
        "/kinship": of_matches(_kinship),
    }
    return department("公安部门", paths, residents)


DEPARTMENTS: Mapping[str, Department] = {  # taxes are paid at once, unless told otherwise
    "POLICE": _police({}),
    "CIVIL_AFFAIRS": department(
        "民政部门",
        {"/marriage": of_matches(_marriage), "/divorce": of_matches(_marriage)},
    ),
    "TAX": TaxOffice().department,
    "JUSTICE": department("司法行政部门", {"/notarial-deed": of_matches(_deed)}),
    "COURT": department("人民法院", {"/judgement": of_matches(_judgement)}),
    "SOCIAL_SECURITY": department("社保部门", {"/benefits-ended": _benefits}),
    "MARKET": department("市场监管部门", {"/firm": _firm}),
    "HOUSING": department(
        "住建部门",
        {
            "/filed-contract": of_matches(_contract),
            "/presale-permit": of_matches(_permit),
            "/maintenance-fund": of_matches(_fund),
        },
    ),
    "PLANNING": department(
        "自然资源部门",
        {
            "/land-contract": of_matches(_paper),
            "/verification": of_matches(_paper),
            "/survey": of_matches(_paper),
        },
    ),
    "TREASURY": TREASURY,
}


def departments(
    *, tax_after: float, residents: Mapping[str, str] | None = None
) -> Mapping[str, Department]:
    """The same, where taxes are paid so many seconds after they were first asked about.

    ``residents``: names by identity number of those whom the police know.
    """
    police = _police(residents or {})
    return {**DEPARTMENTS, "POLICE": police, "TAX": TaxOffice(prompt=tax_after).department}
