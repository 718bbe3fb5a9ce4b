"""What every noun stands on: errors, the clock, ids, text, settings, the vault and the database."""
