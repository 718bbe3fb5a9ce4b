"""What a house looks like where something is to go out at night."""

from datetime import time

from campaigns.deliveries.waiting import change_quiet_hours
from campaigns.updates.urgency import mark_urgent


def ask_at_night(update, *, lead, writer):
    """Mark an update urgent that meets quiet hours; let all else go at any hour again."""
    change_quiet_hours(update.case_id, (time(22), time(7)), by=lead)
    mark_urgent(update.case_id, update.id, "She was seen an hour ago", by=writer)
    change_quiet_hours(update.case_id, None, by=lead)
