"""The text of a query: tokenizer, and messages for syntax errors."""
