"""The shape of one line of a batch."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from dengbu.kernel.chinese import visible

SEEN = AfterValidator(visible)  # without what nobody can see


class OtherSideIn(Schema):
    """Somebody of the other side."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=100, description="姓名或者名称"), SEEN]
    id_type: Annotated[str, Field(max_length=2, description="证件种类，1 身份证，8 信用代码")] = "1"
    id_no: Annotated[str, Field(max_length=40, description="证件号码"), SEEN]


class LineIn(Schema):
    """One application; which of the later parts it has depends on the service."""

    model_config = ConfigDict(extra="forbid")

    unit_code: Annotated[
        str, Field(max_length=60, description="不动产单元号，28 位，可带空格"), SEEN
    ]
    proof_no: Annotated[str, Field(max_length=60, description="不动产登记证明号"), SEEN]
    amount: Annotated[
        Decimal | None,
        Field(default=None, max_digits=17, decimal_places=2, description="债权数额，元"),
    ] = None
    mortgagor: Annotated[
        str, Field(max_length=400, description="抵押人姓名，多人用、隔开"), SEEN
    ] = ""
    parties: Annotated[
        list[OtherSideIn], Field(max_length=20, description="对方的姓名和证件，转正式登记要填")
    ] = []
    price: Annotated[
        Decimal | None,
        Field(default=None, max_digits=17, decimal_places=2, description="成交价，元"),
    ] = None
    debt_from: Annotated[date | None, Field(description="债务履行期开始日")] = None
    debt_to: Annotated[date | None, Field(description="债务履行期结束日")] = None
    restricted: Annotated[bool | None, Field(description="约定了禁止或者限制转让吗")] = None
    contract_no: Annotated[str, Field(max_length=100, description="抵押合同编号"), SEEN] = ""
    agreed_alone: Annotated[bool | None, Field(description="合同约定可以由贵单位一方申请吗")] = None
