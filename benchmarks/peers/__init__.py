"""Other servers on this machine, started with the data of the release, to be compared with and measured."""
