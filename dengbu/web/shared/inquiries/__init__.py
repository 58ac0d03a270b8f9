"""Asking the register, as window and phone have it in common: the form read, the answer shown."""
