"""Tests of the pure values; no database, no clock."""
