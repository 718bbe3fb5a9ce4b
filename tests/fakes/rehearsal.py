"""The exercise's own network as the fault matrix tries it, behind no HTTP."""

import pytest

from campaigns.platforms import rehearsal
from campaigns.platforms.network import crowd, faults
from campaigns.platforms.network.faults import FaultKind, Operation
from tests.fakes.matrix import Tried
from tests.fakes.world import Fault

CREDENTIALS = {"handle": "missingmira", "key": "key-of-missingmira"}
KINDS = {
    Fault.DROP_BEFORE: FaultKind.DROP_BEFORE,
    Fault.COMMIT_DROP: FaultKind.DROP_AFTER,
    Fault.COMMIT_500: FaultKind.ERROR_AFTER,
    Fault.S503: FaultKind.ERROR_BEFORE,
    Fault.S429: FaultKind.LIMITED,
}


def _arm(network, deed: str, fault: Fault) -> bool:
    if fault not in KINDS:
        return False
    operation = Operation.ANSWER if deed == "answer" else Operation.PUBLISH
    faults.arm(network, KINDS[fault], operation=operation, seconds=30)
    return True


def _standing(network) -> list[str]:
    with network.reading() as db:
        return [row["text"] for row in db.execute("SELECT text FROM post WHERE gone_at IS NULL")]


def _hear(network) -> str:
    posts = crowd.feed(network, account="missingmira")
    return str(crowd.answer(network, posts[-1].id, "Sam", "I saw her."))


TRIED = Tried(
    fixture="rehearsal_network",
    credentials=CREDENTIALS,
    says=lambda _request: False,
    standing=_standing,
    revoke=lambda network: faults.arm(network, FaultKind.EXPIRED_KEY, times=None),
    restore=faults.disarm,
    heard=_hear,
    arm=_arm,
)


@pytest.fixture
def rehearsal_network(app):
    """The network of this test."""
    return rehearsal.network()
