"""Tips that speak of the same thing."""
