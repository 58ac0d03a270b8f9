"""Reading what a program sent, line by line: a wrong one is refused by itself, with all its faults.

What is wrong with one line keeps no other back. Only where the envelope is wrong is the whole
request refused, and then the faults of all lines are named with it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.web.agent.shapes import LineIn

CODES = {
    "missing": (FaultCode.REQUIRED, "缺少这一项"),
    "extra_forbidden": (FaultCode.UNKNOWN_FIELD, "接口没有这一项，请核对名称"),
    "string_too_long": (FaultCode.TOO_LONG, "内容太长"),
    "decimal_parsing": (FaultCode.MONEY_FORMAT, "金额要写成数字，最多两位小数"),
    "decimal_type": (FaultCode.MONEY_FORMAT, "金额要写成数字，最多两位小数"),
    "decimal_max_places": (FaultCode.MONEY_FORMAT, "金额最多两位小数"),
    "decimal_max_digits": (FaultCode.MONEY_FORMAT, "金额太大"),
    "decimal_whole_digits": (FaultCode.MONEY_FORMAT, "金额太大"),
    "date_from_datetime_parsing": (FaultCode.DATE_FORMAT, "日期写成 2024-12-12 这样"),
    "date_parsing": (FaultCode.DATE_FORMAT, "日期写成 2024-12-12 这样"),
    "date_type": (FaultCode.DATE_FORMAT, "日期写成 2024-12-12 这样"),
    "finite_number": (FaultCode.MONEY_FORMAT, "金额要写成数字，最多两位小数"),
}
OTHERWISE = (FaultCode.BAD_JSON, "类型不对，请对照接口说明")
OUTSIDE = ("body", "batch", "asked")  # parts of a path that are not the sender's


def item_of(sent: Any) -> casework.FiledLine:
    """A line as it was sent, with whatever is wrong with its shape."""
    if not isinstance(sent, dict):
        wrong = Fault(code=OTHERWISE[0], message=OTHERWISE[1])
        return casework.FiledLine(unit_code="", proof_no="", faults=(wrong,))
    try:
        return _item(LineIn.model_validate(sent))
    except ValidationError as error:
        faults = tuple(shape_faults(error.errors(include_url=False)))
    sound = {name: sent[name] for name in LineIn.model_fields if name in sent}
    for fault in faults:
        sound.pop(fault.field.partition(".")[0] if fault.field else "", None)
    blank: dict[str, Any] = {"unit_code": "", "proof_no": ""}
    return replace(_item(LineIn.model_validate(blank | sound)), faults=faults)


def _item(line: LineIn) -> casework.FiledLine:
    return casework.FiledLine(
        unit_code=line.unit_code,
        proof_no=line.proof_no,
        amount=line.amount,
        mortgagor=line.mortgagor,
        parties=tuple(
            casework.OtherSide(name=p.name, id_type=p.id_type, id_no=p.id_no) for p in line.parties
        ),
        price=line.price,
        debt_from=line.debt_from,
        debt_to=line.debt_to,
        restricted=line.restricted,
        contract_no=line.contract_no,
        agreed_alone=line.agreed_alone,
    )


def shape_faults(errors: Iterable[Any]) -> Iterator[Fault]:
    """What a validation found, by the path in the body."""
    for error in errors:
        code, message = CODES.get(error["type"], OTHERWISE)
        place = [str(p) for p in error.get("loc", ()) if p not in OUTSIDE]
        yield Fault(code=code, message=message, field=".".join(place))


def faults_of_lines(body: bytes) -> Iterator[Fault]:
    """What is wrong with the lines of a request that is refused as a whole."""
    sent = json.loads(body)
    lines = sent.get("items") if isinstance(sent, dict) else None
    if not isinstance(lines, list):
        return
    read = [item_of(line) for line in lines[: casework.MOST_LINES]]
    for place, faults in casework.wrong_lines(read).items():
        for fault in faults:
            at = f"items.{place - 1}"
            yield replace(fault, field=f"{at}.{fault.field}" if fault.field else at)
