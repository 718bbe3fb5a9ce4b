"""Lets a photo out for a use, until a moment, and takes it back. One verb, one transaction.

Whether a photo may be used is always asked of what counts at that moment (`clearance_queries`);
what is done here besides only says so: `publish`, the timeline, and a word to the lead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.cases.model import Consent
from campaigns.cases.public import touch_public
from campaigns.cases.queries import get_case, list_consents
from campaigns.cases.scopes import Scope
from campaigns.kernel import clock, zones
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import clean
from campaigns.media import clearance_queries as queries
from campaigns.media import rules
from campaigns.media.model import Clearance, MediaAsset, MediaKind, Use
from campaigns.media.queries import get_asset
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

WARN_BEFORE = timedelta(days=7)
BY_ITSELF = frozenset({Use.PAGE, Use.POSTER, Use.POST, Use.FILM})  # "show it to the public"
NOBODY_ASKED = "Cleared with the words beside it; no consent was recorded yet."
TIME_OVER = "Its time was over."
CONSENT_GONE = "The consent it rested on was withdrawn, or is over."


@dataclass(frozen=True, slots=True)
class Terms:
    """For which uses, until when, and on what it rests."""

    uses: frozenset[Use]
    until: datetime | None = None
    consent_id: int | None = None
    rests_on: str = ""


def standing_consents(case_id: int) -> list[Consent]:
    """Return what was agreed to in a case that may cover a photo and still counts, newest first.

    Words of which nothing was understood may cover one too: that is for a person to read.
    """
    said, now = reversed(list_consents(case_id)), clock.now()
    return [
        each
        for each in said
        if not each.refused
        and each.withdrawn_at is None
        and (each.until is None or each.until > now)
        and (not each.scopes or Scope.PHOTO in each.scopes)
    ]


def _agreed_uses(consent: Consent) -> frozenset[Use]:
    return frozenset(Use(each) for each in consent.channels) or frozenset(Use)


@atomic
def clear(case_id: int, asset_id: int, terms: Terms, *, actor: Actor) -> MediaAsset:
    """Let a photo out; what it was cleared for before, for these uses, is replaced."""
    asset = get_asset(case_id, asset_id)
    rules.check_clear(asset, until=terms.until, now=clock.now())
    if not terms.uses:
        raise Invalid("For what?", {"uses": "Choose at least one use."})
    consents = {each.id: each for each in standing_consents(case_id)}
    if terms.consent_id is not None and terms.consent_id not in consents:
        words = "This consent was withdrawn or refused, is over, or is not about a photo."
        raise Invalid(words, {"consent_id": words})
    if terms.consent_id is not None:
        _check_agreed(consents[terms.consent_id], terms.uses)
    if terms.consent_id is None and not clean(terms.rests_on):
        words = "Choose the consent, or write what else allows it."
        raise Invalid("On what does it rest?", {"rests_on": words})
    _let_out(asset, terms, actor)
    return asset


def _check_agreed(consent: Consent, uses: frozenset[Use]) -> None:
    beyond = sorted(uses - _agreed_uses(consent))
    if beyond:
        named = ", ".join(each.label.lower() for each in beyond)
        words = f"{consent.given_by} did not agree to this use: {named}."
        raise Invalid(words, {"uses": words})


def _let_out(asset: MediaAsset, terms: Terms, actor: Actor) -> None:
    for older in queries.list_open(asset.id, terms.uses):
        _end(older, "Cleared anew.", actor)
    for use in sorted(terms.uses):
        db.session.add(
            Clearance(
                case_id=asset.case_id,
                asset_id=asset.id,
                use=use,
                until=terms.until,
                consent_id=terms.consent_id,
                rests_on=clean(terms.rests_on),
                cleared_by_id=actor.id,
                cleared_at=clock.now(),
            )
        )
    db.session.flush()
    _follow(asset)
    named = ", ".join(use.label.lower() for use in sorted(terms.uses))
    zone = get_case(asset.case_id).timezone
    until = f" until {zones.to_local(terms.until, zone):%Y-%m-%d %H:%M}" if terms.until else ""
    _record(asset, f"cleared for {named}{until}", actor, consent_id=terms.consent_id)


@atomic
def let_out(case_id: int, asset_id: int, *, actor: Actor) -> None:
    """Clear a photo for all that the public sees, on the newest consent that covers it.

    Where somebody refused and nobody agreed, only a person who says what allows it can clear it.
    """
    asset = get_asset(case_id, asset_id)
    rules.check_clear(asset, until=None, now=clock.now())
    agreed = [(each, _agreed_uses(each) & BY_ITSELF) for each in standing_consents(case_id)]
    consent, uses = next(((c, u) for c, u in agreed if u), (None, BY_ITSELF))
    no = [
        each
        for each in list_consents(case_id)
        if (each.refused or each.withdrawn_at) and Scope.PHOTO in each.scopes
    ]
    if consent is None and no:
        words = f"{no[-1].given_by} does not agree. Clear it by hand, and say what allows it."
        raise Invalid(words, {"publish": words})
    terms = Terms(uses, None, consent.id if consent else None, "" if consent else NOBODY_ASKED)
    _let_out(asset, terms, actor)


@atomic
def end_unasked(case_id: int, *, actor: Actor) -> None:
    """End what was cleared though nobody had been asked: now somebody has, and said no."""
    unasked = {e.asset_id for e in queries.list_in_force(case_id) if e.rests_on == NOBODY_ASKED}
    for asset_id in sorted(unasked):
        take_back(case_id, asset_id, "Nobody agrees to the photo any more.", actor=actor)


@atomic
def take_back(
    case_id: int,
    asset_id: int,
    why: str,
    *,
    actor: Actor,
    uses: Collection[Use] = tuple(Use),
) -> MediaAsset:
    """End what a photo is cleared for."""
    asset = get_asset(case_id, asset_id)
    ended = [_end(each, clean(why), actor) for each in queries.list_open(asset.id, uses)]
    if ended:
        db.session.flush()
        _follow(asset)
        named = ", ".join(sorted({use.label.lower() for use in ended}))
        _record(asset, f"no longer cleared for {named}", actor)
    return asset


def _end(clearance: Clearance, why: str, actor: Actor) -> Use:
    clearance.ended_at, clearance.ended_by_id = clock.now(), actor.id
    clearance.ended_why = why
    return clearance.use


def _follow(asset: MediaAsset) -> None:
    """Have `publish` say what the clearances say, and the public page be made anew."""
    if asset.kind is not MediaKind.PHOTO:
        return
    asset.publish = not queries.why_not(asset.case_id, [asset.id], Use.PAGE)
    touch_public(asset.case_id)


def _record(asset: MediaAsset, what: str, actor: Actor, **detail: object) -> None:
    timeline.record(
        asset.case_id,
        EntryKind.FILE,
        f"{asset.kind.label} {asset.id} {what}",
        actor=actor,
        about=("media_asset", asset.id),
        detail=dict(detail),
    )


@atomic
def end_over() -> set[int]:
    """Write down what ended by itself, and tell whose case it is; return the cases touched."""
    touched: dict[int, set[int]] = {}
    for clearance_id in queries.list_over(clock.now()):
        clearance = queries.get_clearance(clearance_id)
        timed = clearance.until is not None and clearance.until <= clock.now()
        _end(clearance, TIME_OVER if timed else CONSENT_GONE, HOUSE)
        touched.setdefault(clearance.case_id, set()).add(clearance.asset_id)
    db.session.flush()
    for case_id, asset_ids in touched.items():
        for asset_id in sorted(asset_ids):
            asset = get_asset(case_id, asset_id)
            _follow(asset)
            _record(asset, "no longer cleared: its time or its consent ended", HOUSE)
            _tell(
                asset,
                f"{asset.kind.label} {asset.id} was taken out of use",
                "Its clearance ended. Look where it was already published, and what to do there.",
                "/where",
            )
    return set(touched)


@atomic
def warn_of_ends() -> int:
    """Tell lead and deputy, once, of each photo whose clearance is about to end."""
    now = clock.now()
    ending = queries.list_to_warn_of(now, now + WARN_BEFORE)
    by_asset: dict[tuple[int, int], datetime] = {}
    for clearance in ending:
        clearance.warned_at = now
        if clearance.until is not None:
            key = (clearance.case_id, clearance.asset_id)
            by_asset[key] = min(by_asset.get(key, clearance.until), clearance.until)
    for (case_id, asset_id), until in by_asset.items():
        local = zones.to_local(until, get_case(case_id).timezone)
        asset = get_asset(case_id, asset_id)
        _tell(
            asset,
            f"{asset.kind.label} {asset.id}: its clearance ends on {local:%d %B %Y at %H:%M}",
            "Clear it anew, or it is taken out of use by itself then.",
        )
    return len(by_asset)


def _tell(asset: MediaAsset, subject: str, body: str, where: str = "") -> None:
    case = get_case(asset.case_id)
    for user_id in sorted({case.lead_id, case.deputy_id}):
        notices.notify(
            user_id,
            f"{case.reference}: {subject}",
            body,
            path=f"/staff/cases/{case.id}/media/{asset.id}{where}",
            case_id=case.id,
            urgent=True,
        )
