"""Pages about no single thing."""
