"""The numbers of charts and pictures that are drawn on the server."""
