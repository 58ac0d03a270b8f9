"""Whole journeys through the faces, in a real Chromium."""
