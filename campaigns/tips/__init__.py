"""The one door in: what the public tells us, and our talk with them."""
