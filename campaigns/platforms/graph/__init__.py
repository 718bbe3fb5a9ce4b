"""What Facebook, Instagram and Threads share of the Graph API."""
