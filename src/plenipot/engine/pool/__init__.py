"""The process pool: scheduler, workers, and the connections to them."""
