"""A witness (见证方) as a small server, and the office's way of asking others."""
