"""Routes of the pages that are not about a single thing."""
