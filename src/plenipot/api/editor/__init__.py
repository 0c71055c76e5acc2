"""What the query editor needs: the schema of the data, and programs that run a query."""
