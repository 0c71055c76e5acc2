"""The text of a query: its tokens, and what is wrong with it."""
