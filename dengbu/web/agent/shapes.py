"""The shape of one line of a batch."""

from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from dengbu.kernel.chinese import visible

SEEN = AfterValidator(visible)  # without what nobody can see


class CancellationIn(Schema):
    """One mortgage to cancel."""

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
