"""The outbox to people we know: e-mail and the bell on every staff page."""
