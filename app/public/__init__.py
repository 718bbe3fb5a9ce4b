"""Public pages: no session, no cookie, no script needed."""
