"""The saved questions at ``/query/{name}``."""
