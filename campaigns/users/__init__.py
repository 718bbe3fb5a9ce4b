"""Who works here: people, what they may do, how they sign in."""
