"""The pages that people browse."""
