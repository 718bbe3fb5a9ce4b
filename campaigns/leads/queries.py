"""Find leads and the tips in them."""

from collections.abc import Collection

from sqlalchemy import Integer, cast, func, select

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.leads.counts import LeadCount
from campaigns.leads.model import Lead, LeadTip
from campaigns.tips.model import Tip


def get_lead(case_id: int, lead_id: int) -> Lead:
    """Return a lead of this case, or say that there is none."""
    lead = db.session.scalar(select(Lead).where(Lead.id == lead_id, Lead.case_id == case_id))
    if lead is None:
        raise NotFound("There is no such lead in this case.")
    return lead


def list_leads(case_id: int) -> list[Lead]:
    """Return the leads of a case, newest first."""
    found = select(Lead).where(Lead.case_id == case_id).order_by(Lead.id.desc())
    return list(db.session.scalars(found))


def links_of(tip_ids: Collection[int]) -> dict[int, LeadTip]:
    """Return the place in a lead of each of these tips that has one."""
    found = select(LeadTip).where(LeadTip.tip_id.in_(tip_ids), LeadTip.unlinked_at.is_(None))
    return {link.tip_id: link for link in db.session.scalars(found)}


def list_links(lead_ids: Collection[int]) -> list[LeadTip]:
    """Return every place in these leads that is in force."""
    found = select(LeadTip).where(LeadTip.lead_id.in_(lead_ids), LeadTip.unlinked_at.is_(None))
    return list(db.session.scalars(found.order_by(LeadTip.tip_id)))


def list_same(case_id: int, tip_id: int) -> list[tuple[Tip, bool]]:
    """Return the other tips of a tip's lead, oldest first, and whether each is independent."""
    mine = select(LeadTip.lead_id).where(LeadTip.tip_id == tip_id, LeadTip.unlinked_at.is_(None))
    rows = db.session.execute(
        select(Tip, LeadTip.independent)
        .join(LeadTip, LeadTip.tip_id == Tip.id)
        .where(Tip.case_id == case_id, Tip.id != tip_id)
        .where(LeadTip.lead_id.in_(mine), LeadTip.unlinked_at.is_(None))
        .order_by(Tip.id)
    )
    return [(row[0], row[1]) for row in rows]


def counts_of(tip_ids: Collection[int]) -> dict[int, LeadCount]:
    """Return what the lead of each of these tips amounts to; tips without one are not named."""
    links = links_of(tip_ids)
    rows = db.session.execute(
        select(LeadTip.lead_id, func.count(), func.sum(cast(LeadTip.independent, Integer)))
        .where(LeadTip.lead_id.in_({link.lead_id for link in links.values()}))
        .where(LeadTip.unlinked_at.is_(None))
        .group_by(LeadTip.lead_id)
    )
    amounts = {row[0]: (row[1], row[2]) for row in rows}
    return {
        tip_id: LeadCount(link.lead_id, *amounts[link.lead_id], link.independent)
        for tip_id, link in links.items()
    }
