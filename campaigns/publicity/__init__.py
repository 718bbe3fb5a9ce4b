"""Should the public be told? Checked, decided by someone named, and asked again when in doubt."""
