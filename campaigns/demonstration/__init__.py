"""The demonstration: one fictional appeal, played through the house in rehearsal."""
