"""What the description of the interface promises: no input of any shape breaks it."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case

from tests.web.agent.signed import Program

EXAMPLES = 20
SMALL = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCHEMA = "/agent/v1/openapi.json"

pytestmark = pytest.mark.django_db(transaction=True)


def sent(bank: Program, case: Case) -> int:
    """Send a made-up request, rightly signed; its status."""
    path = str(case.formatted_path)
    if case.method.upper() == "GET":
        return bank.get(path).status_code
    body = json.dumps(case.body, default=str).encode()
    return bank.post(body, path, once=case.id).status_code


def test_made_up_requests_are_answered_or_refused(bank: Program) -> None:
    found = schemathesis.openapi.from_dict(bank.client.get(SCHEMA).json())
    operations = [result.ok() for result in found.get_all_operations()]
    assert len(operations) == 10
    for operation in operations:

        @SMALL
        @given(case=operation.as_strategy())
        def asked(case: Case) -> None:
            status = sent(bank, case)
            assert 200 <= status < 300 or 400 <= status < 500, status

        asked()
