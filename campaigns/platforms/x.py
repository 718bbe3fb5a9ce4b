"""X: one network, one company; every call costs money.

Facts (docs.x.com, read 2026-08): 280 weighted characters, as twitter-text counts them: every link
is 23 (only real top-level domains make one), letters outside the Latin ranges and emoji 2. Four
pictures of at most 5 MB, or one film of at most 512 MB, 0.5 to 140 seconds. In 15 minutes a user
may post 100 times, delete 50, hide 50, mute 50, search 300 and read mentions 300 times (x-api,
fundamentals, rate limits); each answer tells what is left (x-rate-limit-*). Search reaches 7 days
back, a query has 512 characters. The very same words twice are refused (403, "duplicate content").
Who pays by use may answer only those who mentioned or follow up on the account (403). Prices are
those of pay-per-use (x-api, getting started, pricing); reading is paid by what is returned, our own
posts and mentions cost less. OAuth 2 access lasts 2 hours, refresh tokens are good once. Blocking
has been taken out of the API (tweepy 4.15), so people are muted. Name, bio and pictures can be set
only by v1.1 with OAuth 1.0a. api.twitter.com and api.x.com are one service; tweepy knows only the
first, so that is the one we call.
"""

from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Field, Limits, Platform, Post, Price
from campaigns.platforms.clients.x.doors import XHook, XSignIn
from campaigns.platforms.clients.x.places import HOSTS, LABEL
from campaigns.platforms.clients.x.weighing import has_link, weigh

AS_OF = "2026-08"
QUARTER_S = 900


def cost_of(post: Post) -> tuple[str, ...]:
    """Return what saying this post is charged as: a link makes it thirteen times as dear."""
    described = ("describe",) * sum(bool(each.alt) and not each.is_film for each in post.media)
    return ("post_link" if has_link(post.text) else "post", *described)


PLATFORM = Platform(
    name="x",
    label=LABEL,
    limits=Limits(
        text_max=280,
        count=weigh,
        images_max=4,
        image_max_bytes=5_000_000,
        image_types=frozenset({"image/jpeg", "image/png", "image/webp"}),
        video=True,
        video_max_bytes=512_000_000,
        video_s=(0.5, 140.0),
        video_types=frozenset({"video/mp4", "video/quicktime"}),
        thread=True,
        alt_max=1_000,
        bio_max=160,
        name_max=50,
        handle_max=15,
    ),
    credentials=(
        Field("consumer_key", "API key", "In the X developer console: Keys and tokens"),
        Field("consumer_secret", "API key secret"),
        Field(
            "access_token",
            "Access token",
            "Made for this account, with permission to read and write",
        ),
        Field("access_secret", "Access token secret"),
    ),
    open=registry.opens("x.account:XAccount"),
    app_fields=(
        Field("client_id", "OAuth 2 client ID", "In the X developer console", secret=False),
        Field("client_secret", "OAuth 2 client secret"),
        Field("consumer_secret", "API key secret", "X signs what it sends us with it"),
    ),
    sign_in=XSignIn(),
    hook=XHook(),
    checklist=(
        "Make the account at x.com with the team's shared mailbox, not a person's.",
        "Turn on the second factor and keep its recovery codes with the deputy.",
        "Ask X for the grey mark of public authorities, so that people can tell it is you.",
        "In the developer console, buy credit for the app and set a spending limit.",
        "Mark the account as automated and name who runs it: X's rules ask for that.",
        "Connect it here, in the browser or with the four keys.",
        "With the four keys, name, bio and pictures are set from the appeal; else set them there.",
    ),
    hosts=HOSTS,
    buckets=(
        Bucket("posts", "Posts", 100, per_s=QUARTER_S, reserve=10, takes={"post": 1, "answer": 1}),
        Bucket("deletes", "Deletions", 50, per_s=QUARTER_S, takes={"withdraw": 1}),
        Bucket("hides", "Replies hidden", 50, per_s=QUARTER_S),
        Bucket("mutes", "People muted", 50, per_s=QUARTER_S),
        Bucket("search", "Searches", 300, per_s=QUARTER_S),
        Bucket("mentions", "Mentions read", 300, per_s=QUARTER_S),
        Bucket("own", "Own posts read", 900, per_s=QUARTER_S, reserve=100),
        Bucket("lookup", "Posts looked up", 900, per_s=QUARTER_S, reserve=100),
        Bucket("media", "Steps of uploading", None, per_s=QUARTER_S),
        Bucket("calls", "Other calls", None, per_s=QUARTER_S),
    ),
    prices=(
        Price("post", "A post without a link", 1.5, AS_OF),
        Price("post_link", "A post with a link", 20.0, AS_OF),
        Price("describe", "Describing a picture", 0.5, AS_OF),
        Price("delete", "Deleting a post", 1.0, AS_OF),
        Price("hide", "Hiding a reply", 0.5, AS_OF),
        Price("mute", "Muting someone", 1.5, AS_OF),
        Price("read", "Reading a post", 0.5, AS_OF),
        Price("read_own", "Reading what is ours", 0.1, AS_OF),
        Price("read_user", "Reading who wrote it", 1.0, AS_OF),
    ),
    cost_of=cost_of,
    terms=(
        "X lets its content be given to government bodies only under an Enterprise contract, and"
        " asks for written consent before its users are investigated. Replies and mentions are"
        " addressed to you; reading a hashtag collects what people said to the public: record the"
        " contract and why collecting is lawful."
    ),
    looks_back_s=7 * 24 * 3_600,
)
