"""Taking back what stands at one of Meta's doors, with proof, and the key that opens the door."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Credentials, Proof
from campaigns.platforms.graph.calls import Graph


def look_for(graph: Graph, ref: str) -> Proof | None:
    """Return the proof that a post or comment is gone, or None while it is there."""
    try:
        graph.get(ref, {"fields": "id"})
    except Gone as error:
        return Proof(error.message, HTTPStatus.NOT_FOUND)
    return None


def take_down(graph: Graph, ref: str) -> Proof:
    """Delete a post or comment, however often, and look for it again."""
    with suppress(Gone):
        graph.delete(ref)
    proof = look_for(graph, ref)
    if proof is None:
        raise Unreachable(f"{graph.label} still shows the post after it was deleted.")
    return proof


def give_back(key: Credentials, line: Callable[[str], Graph]) -> None:
    """Take back what the person who connected it allowed; all that is theirs goes with it."""
    token = key.get("user_token", "")
    if not token:
        raise Rejected(
            "This key was typed in: whoever made it takes it back at facebook.com"
            " (Settings, Business integrations, Remove)."
        )
    line(token).delete("me/permissions")
