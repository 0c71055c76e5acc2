"""A page for each kind of thing."""
