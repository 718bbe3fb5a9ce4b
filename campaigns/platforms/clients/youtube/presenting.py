"""How our channel presents itself: what a program may set, and what a person has to.

YouTube lets programs set a channel's description and banner. Its name and picture belong to the
Google account, and are changed by hand.
"""

from typing import Any

from googleapiclient.http import MediaInMemoryUpload

from campaigns.kernel.errors import Rejected
from campaigns.platforms.base import Profile
from campaigns.platforms.clients.youtube.speaking import CHANGE, Speaker, api
from campaigns.platforms.youtube import LABEL, PLATFORM

BANNER_MAX_BYTES = 6_000_000
BY_HAND = "change it by hand at studio.youtube.com, under Customisation"


def set_profile(speaker: Speaker, profile: Profile) -> None:
    """Set what is given and can be set; say what a person has to do."""
    check(profile)
    if profile.bio is not None or profile.banner is not None:
        _brand(speaker, profile)
    name = speaker.mine("snippet")["snippet"]["title"] if profile.display_name else None
    left = [
        what
        for what, differs in (
            ("name", profile.display_name not in {None, "", name}),
            ("picture", profile.picture is not None),
        )
        if differs
    ]
    if left:
        done = " The rest was set." if profile.bio is not None or profile.banner is not None else ""
        words = " and the ".join(left)
        raise Rejected(f"{LABEL} lets no program set the {words} of a channel: {BY_HAND}.{done}")


def check(profile: Profile) -> None:
    """Refuse what YouTube would not take, before anything is changed."""
    if profile.bio is not None and len(profile.bio) > PLATFORM.limits.bio_max:
        raise Rejected(f"The text is too long: {len(profile.bio):,} of 1,000 characters.")
    if profile.banner is not None and len(profile.banner) > BANNER_MAX_BYTES:
        raise Rejected("The banner is too large: 6 MB at most.")


def _brand(speaker: Speaker, profile: Profile) -> None:
    row = speaker.mine("brandingSettings")
    shown: dict[str, Any] = dict(row.get("brandingSettings", {}))
    if profile.bio is not None:
        shown["channel"] = {**shown.get("channel", {}), "description": profile.bio}
    if profile.banner is not None:
        shown["image"] = {"bannerExternalUrl": _banner(speaker, profile.banner)}
    body = {"id": row["id"], "brandingSettings": shown}
    speaker.ask(api().channels().update(part="brandingSettings", body=body), CHANGE)


def _banner(speaker: Speaker, content: bytes) -> str:
    kind = "image/jpeg" if content.startswith(b"\xff\xd8") else "image/png"
    file = MediaInMemoryUpload(content, mimetype=kind)
    return str(speaker.ask(api().channelBanners().insert(body={}, media_body=file), CHANGE)["url"])
