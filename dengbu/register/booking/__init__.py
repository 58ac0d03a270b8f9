"""Booking: lock, load, decide, write; one statement a table however many cases (design, 2.4)."""
