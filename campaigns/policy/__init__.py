"""What a force decides for itself: the rules table of publicity, and its ranks."""
