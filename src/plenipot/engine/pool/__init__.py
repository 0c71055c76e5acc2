"""Query processes: scheduler, workers, and the connections to them."""
