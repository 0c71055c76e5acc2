"""Build a release, compute its id, describe it, dump it and push it to other stores."""
