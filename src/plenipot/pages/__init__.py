"""HTML pages, rendered on the server from the results of the saved questions."""
