"""Whatever a program sends, the API answers in its own words and never breaks."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from campaigns.users.actions import make_key
from tests.factories.deliveries import make_speaking_case
from tests.factories.tips import make_tip

FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture
def described(app):
    """The API as it describes itself, and a key of someone who may do much."""
    case, _ = make_speaking_case()
    make_tip(case=case)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    return schema, {"Authorization": f"Bearer {make_key(case.lead_id, 'any')[1]}"}


def test_nothing_that_is_sent_breaks_it(described):
    schema, key = described
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        def call(case):
            nonlocal tried
            answer = case.call(headers=key)
            tried += 1
            assert answer.status_code < 500, (case.method, case.path, answer.text)
            if answer.status_code >= 400:
                assert answer.headers["content-type"][0].startswith("application/problem+json")

        for mode in schemathesis.GenerationMode:
            FEW(given(case=operation.as_strategy(generation_mode=mode))(call))()
    assert tried > 100
