"""Updates for tests, written through the front door."""

from campaigns.updates import actions


def make_update(case, channels, *texts: str, by=None, **given):
    """Write a draft of the case's lead."""
    parts = [{"text": text, "media": []} for text in texts or ("Have you seen Mira, 7?",)]
    return actions.write_update(
        case.id,
        parts=parts,
        channel_ids=[each.id for each in channels],
        by=by or case.lead,
        **given,
    )


def make_approved(case, channels, *texts: str, **given):
    """Write, submit and approve an update: lead writes, deputy approves."""
    update = make_update(case, channels, *texts, **given)
    actions.submit_update(case.id, update.id, by=case.lead)
    return actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)
