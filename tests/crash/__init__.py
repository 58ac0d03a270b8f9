"""Killing the house: what was accepted is done, and done once."""
