"""The family of the person sought: their portal, their messages, their liaison."""
