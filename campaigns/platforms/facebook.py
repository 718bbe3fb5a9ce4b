"""Facebook: a page, run by persons who are signed in with accounts of their own.

Facts (developers.facebook.com: Page Feed, Page Photos, Video API, Comments, Messenger Platform,
Usage and rate limits; read 2026 for Graph v26.0): a post has up to 63,206 characters; a comment
8,000, a message 2,000. Photos go up unpublished and are named in the post, JPEG or PNG of at most
10 MB, ten at most here; films go up in chunks to graph-video.facebook.com, which says where each
begins. There is no key of our own for a post: Facebook has published seven copies while it
answered 500, so a post whose answer is lost is looked for among the page's posts and never
repeated before.
A page cannot continue its own post: the second part of a thread is a comment of the page beneath
it, the rest are replies to that comment. A private message may be answered within 24 hours of the
other's last one. Neither comments nor messages say that they were edited. A page's name cannot be
changed by program.
Usage comes as percent of an hour's allowance: X-App-Usage for all our accounts together,
X-Business-Use-Case-Usage for the page.
"""

from collections.abc import Iterable

from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Field, Limits, Platform
from campaigns.platforms.doors import Offered
from campaigns.platforms.graph.calls import Row
from campaigns.platforms.graph.hook import MetaHook
from campaigns.platforms.graph.signing_in import APP_FIELDS, HOSTS, FacebookSignIn

LABEL = "Facebook"
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_posts",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "pages_messaging",
    "read_insights",
)


def offered(page: Row) -> Iterable[Offered]:
    """Return a page as an account that can be connected."""
    if page.get("access_token"):
        key = {"page_id": str(page["id"]), "access_token": str(page["access_token"])}
        yield Offered(str(page.get("name") or page["id"]), key)


PLATFORM = Platform(
    name="facebook",
    label=LABEL,
    limits=Limits(
        text_max=63_206,
        images_max=10,
        image_max_bytes=10_000_000,
        video=True,
        video_max_bytes=10_000_000_000,
        video_s=(1.0, 14_400.0),
        thread=True,
        alt_max=1_000,
        bio_max=100,
        name_max=75,
    ),
    credentials=(
        Field("page_id", "Page ID", "On the page: About, Page transparency", secret=False),
        Field("access_token", "Page access token", "Of the page, not of a person"),
    ),
    open=registry.opens("facebook.account:FacebookAccount"),
    app_fields=APP_FIELDS,
    sign_in=FacebookSignIn(LABEL, SCOPES, offered),
    hook=MetaHook(),
    checklist=(
        "Make a page for the appeal from the force's business portfolio, not from a private one.",
        "Give owner and deputy full control of it, each with their own account and second factor.",
        "Set the page's name: no program can change it. It is free to change once a week.",
        "Publish the page, and allow comments and messages.",
        "Connect it here; description, picture and banner are set from the appeal.",
        (
            "To hear at once: in the app's settings, Webhooks, enter this house's /hooks/ address"
            " of the account and the verify token, and subscribe to feed and messages."
        ),
    ),
    hosts=HOSTS,
    buckets=(
        Bucket("app", "Calls of all accounts, percent", 100, per_s=3_600, reserve=10, shared=True),
        Bucket("calls", "Calls of the page, percent", 100, per_s=3_600, reserve=10),
    ),
    terms=(
        "Comments and messages are addressed to the page. Meta's terms forbid using what its API"
        " gives for surveillance: read only what is said to you, and record why that is lawful."
    ),
)
