"""Handing over is a play across the nouns: a leaver's open work goes to someone who stays."""
