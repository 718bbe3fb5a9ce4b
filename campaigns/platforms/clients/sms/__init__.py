"""Text messages through the twilio package."""
