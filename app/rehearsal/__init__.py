"""The exercise network: a wall of rehearsal posts where people can answer."""
