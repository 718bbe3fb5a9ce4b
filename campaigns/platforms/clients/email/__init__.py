"""E-mail by SMTP (the standard library) and IMAP (imapclient)."""
