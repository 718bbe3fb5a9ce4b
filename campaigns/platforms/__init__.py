"""The outside world, one file each; knows no table."""
