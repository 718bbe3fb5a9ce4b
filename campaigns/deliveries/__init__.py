"""The one door out: one update on one channel, frozen, said once."""
