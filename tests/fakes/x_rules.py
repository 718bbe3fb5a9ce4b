"""What X takes: who signed a call, and what may stand in it. A call that says more is refused."""

import base64
import hashlib
import json
import re
from urllib.parse import urlencode

from oauthlib.common import Request as Signed
from oauthlib.oauth1.rfc5849 import signature

from tests.fakes.world import Answer, Request

TWEET_FIELDS = {
    "attachments", "author_id", "conversation_id", "created_at", "edit_history_tweet_ids",
    "entities", "in_reply_to_user_id", "lang", "note_tweet", "public_metrics",
    "referenced_tweets",
}  # fmt: skip
READING = {"tweet.fields", "expansions", "user.fields", "media.fields"}
PAGED = READING | {"max_results", "pagination_token", "since_id", "start_time"}
ALLOWED_QUERY = {
    "me": {"user.fields"},
    "tweets": PAGED | {"exclude"},
    "mentions": PAGED,
    "lookup": READING,
    "many": READING | {"ids"},
    "search": READING | {"max_results", "next_token", "since_id", "start_time", "query"},
    "status": {"command", "media_id"},
}
DELETED = "You attempted to reply to a Tweet that is deleted or not visible to you."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_MENTIONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise"
    " engaged by the author of the post you are replying to."
)


def problem(status: int, title: str, detail: str, **more: object) -> Answer:
    """Return a no in the shape of RFC 7807, as v2 says it."""
    slug = title.lower().replace(" ", "-")
    body = {"title": title, "detail": detail, "status": status}
    return Answer(status, body | {"type": f"https://api.twitter.com/2/problems/{slug}"} | more)


def invalid(words: str) -> Answer:
    """Return what v2 says of a call that it cannot read."""
    errors = [{"message": words, "parameters": {}}]
    return problem(400, "Invalid Request", "One or more parameters to your request was invalid.",
                   errors=errors)  # fmt: skip


def gone(ref: str) -> dict:
    """Return what v2 says, with 200, of a post that is not there."""
    error = {
        "title": "Not Found Error", "resource_type": "tweet", "parameter": "id",
        "resource_id": ref, "value": ref,
        "detail": f"Could not find tweet with id: [{ref}].",
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    }  # fmt: skip
    return {"errors": [error]}


def signed_by(request: Request, consumer: tuple[str, str], keys: dict[str, str]) -> str | None:
    """Return whose OAuth 1.0a key signed a call, after computing the signature again."""
    headers = {"Authorization": request.headers["authorization"]}
    given = dict(signature.collect_parameters(headers=headers, exclude_oauth_signature=False))
    token = given.get("oauth_token", "")
    if given.get("oauth_consumer_key") != consumer[0] or token not in keys:
        return None
    query = urlencode([(name, value) for name, values in request.query.items() for value in values])
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form")
    uri = f"https://{request.host}{request.path}" + (f"?{query}" if query else "")
    check = Signed(uri, request.method, request.body.decode() if is_form else "", headers)
    check.params = signature.collect_parameters(
        uri_query=query, body=request.body.decode() if is_form else [], headers=headers
    )
    check.signature = given["oauth_signature"]
    return token if signature.verify_hmac_sha1(check, consumer[1], keys[token]) else None


def wrong_query(request: Request, sort: str) -> Answer | None:
    """Return a no to a query that holds what this endpoint does not know."""
    unknown = set(request.query) - ALLOWED_QUERY[sort]
    if unknown:
        return invalid(f"The query parameter [{min(unknown)}] is not one of [...]")
    fields = set(filter(None, request.one("tweet.fields").split(",")))
    if fields - TWEET_FIELDS:
        return invalid(f"The `tweet.fields` query parameter value {fields} is not one of [...]")
    start = request.one("start_time")
    if start and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", start):
        return invalid(f"Invalid 'start_time':'{start}'. Expected RFC3339.")
    if sort in {"tweets", "mentions"} and not 5 <= int(request.one("max_results", "10")) <= 100:
        return invalid("The `max_results` query parameter value is not between 5 and 100")
    return None


def wrong_post(body: dict) -> Answer | None:
    """Return a no to a new post whose shape X does not know."""
    if set(body) - {"text", "media", "reply"} or not body:
        return invalid(
            f"$.{next(iter(set(body) - {'text'}), 'text')}: is not defined in the schema"
        )
    if set(body.get("media", {})) - {"media_ids"} or set(body.get("reply", {})) - {
        "in_reply_to_tweet_id"
    }:
        return invalid("The object has properties which are not allowed by the schema")
    return None


def parts_of(request: Request) -> dict[str, bytes]:
    """Return the parts of a multipart body by name."""
    _, _, boundary = request.headers["content-type"].partition("boundary=")
    found = {}
    for part in request.body.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        named = re.search(rb'name="([^"]+)"', head)
        found[named.group(1).decode()] = content.removesuffix(b"\r\n")
    return found


def json_of(request: Request) -> dict | None:
    """Return a JSON body, if it says that it is one."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    return json.loads(request.body)


def keeps_promise(form: dict[str, str], kept: dict[str, str]) -> bool:
    """Say whether a code is turned in by who asked for it (PKCE), to the same address."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return (
        set(form) == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
        and challenge == kept["challenge"]
        and form["redirect_uri"] == kept["redirect_uri"]
    )


def matches(query: str, said: object) -> bool:
    """Say whether a post is what a query asks for: (a OR b) -from:x -is:retweet."""
    asked, _, but_not = query.partition(") ")
    words = asked.strip("()").split(" OR ")
    if f"-from:{said.author}" in but_not.split():
        return False
    for word in words:
        sort, _, value = word.partition(":")
        if word.startswith("#") and word.lower() in said.text.lower().split():
            return True
        if sort == "conversation_id" and value == said.root != said.ref:
            return True
    return False
