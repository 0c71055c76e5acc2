"""The subcommands of the command-line interface."""
