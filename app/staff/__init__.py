"""Staff pages, one file per page family."""
