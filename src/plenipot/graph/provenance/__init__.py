"""On which rows, rules and premises each triple rests."""
