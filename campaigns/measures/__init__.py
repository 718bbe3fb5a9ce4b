"""How far posts got: what each platform counts of them."""
