"""The guard's rounds: what has left, or is about to, is read again whenever more is withheld."""
