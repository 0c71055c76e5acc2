"""The API of the query editor: the schema of the data for completion, and code snippets."""
