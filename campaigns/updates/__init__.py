"""What we want to say, when, and who agreed to it."""
