"""Instagram: a professional account, reached by the Facebook page that it is connected with.

Facts (developers.facebook.com, Instagram Platform: content publishing, resumable uploads, IG
Container, IG Media, comment moderation, error codes; read 2026 for Graph v26.0): every post has a
picture or film; the caption has 2,200 characters, at most 30 hashtags and 20 mentions. A picture is
a JPEG of at most 8 MB between 4:5 and 1.91:1, and Instagram fetches it from a public https address
itself; up to ten pictures and films make a carousel. A film alone is a reel of 3 seconds to 15
minutes and at most 1 GB; its bytes are sent to rupload.facebook.com and go on where they were cut.
Pictures have alternative texts, films have none. A post is made as a container, made ready there,
then published; a container runs out after a day, and there are 400 a day and 100 published posts a
day, of which `content_publishing_limit` tells.
An account cannot continue its own post: the second part of a thread is a comment of the account
beneath it, later ones are replies to that. Comments hold no pictures and tell of no edits, replies
nest one level. Nobody can be blocked by program, and no profile set. Posts can be deleted by
program only where the account is connected by a Facebook page; where Instagram refuses, a person
deletes in the app.
"""

from collections.abc import Iterable

from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Field, Limits, Platform
from campaigns.platforms.doors import Offered
from campaigns.platforms.graph.calls import Row
from campaigns.platforms.graph.hook import MetaHook
from campaigns.platforms.graph.signing_in import APP_FIELDS, HOSTS, FacebookSignIn

LABEL = "Instagram"
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
)


def offered(page: Row) -> Iterable[Offered]:
    """Return the account that is connected with a page, if one is."""
    account = page.get("instagram_business_account")
    if account and page.get("access_token"):
        key = {"account_id": str(account["id"]), "access_token": str(page["access_token"])}
        yield Offered(f"@{account.get('username')}, by the page {page.get('name')}", key)


PLATFORM = Platform(
    name="instagram",
    label=LABEL,
    limits=Limits(
        text_max=2_200,
        most={"hashtags": 30, "mentions": 20},
        images_max=10,
        image_max_bytes=8_000_000,
        image_types=frozenset({"image/jpeg"}),
        image_ratio=(0.8, 1.91),
        video=True,
        video_max_bytes=1_000_000_000,
        video_s=(3.0, 900.0),
        mixes_media=True,
        needs="picture or film",
        thread=True,
        alt_max=1_000,
        bio_max=150,
        name_max=64,
    ),
    credentials=(
        Field("account_id", "Account ID", "Of the professional account, a number", secret=False),
        Field("access_token", "Page access token", "Of the page that it is connected with"),
    ),
    open=registry.opens("instagram.account:InstagramAccount"),
    app_fields=APP_FIELDS,
    sign_in=FacebookSignIn(
        LABEL,
        SCOPES,
        offered,
        none=(
            "None of your pages has a professional Instagram account: make the account a business"
            " account in the app, connect it with the page (Settings, Business tools), and sign in"
            " again."
        ),
    ),
    hook=MetaHook(),
    checklist=(
        "Make the account with the team's shared mailbox, not a person's, with a second factor.",
        "Make it a professional (business) account: in the app, Settings, Account type.",
        "Connect it with the force's or the appeal's Facebook page: Settings, Business tools.",
        "Set name, bio, picture and the link to the appeal page in the app: no program can.",
        "Connect it here by signing in with Facebook.",
        (
            "To hear at once: in the app's settings, Webhooks, enter this house's /hooks/ address"
            " of the account and the verify token, and subscribe to comments."
        ),
    ),
    hosts=HOSTS,
    buckets=(
        Bucket("app", "Calls of all accounts, percent", 100, per_s=3_600, reserve=10, shared=True),
        Bucket("calls", "Calls of the account, percent", 100, per_s=3_600, reserve=10),
        Bucket("posts", "Posts a day", 100, per_s=86_400, reserve=5, takes={"post": 1}),
    ),
    terms=(
        "Comments are addressed to the account. Meta's terms forbid using what its API gives for"
        " surveillance: read only what is said to you, and record why that is lawful."
    ),
)
