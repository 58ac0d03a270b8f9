"""From request to entry: one scenario a service at least."""
