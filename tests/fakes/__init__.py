"""Counterparts of the outside world, at the level of HTTP: nothing leaves this machine."""
