"""The accounts of the real platforms, each with its own client library; loaded when opened."""
