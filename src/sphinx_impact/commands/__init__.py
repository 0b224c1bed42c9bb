"""What can be asked on the command line: one file here for each command.

Each has ``add(commands)``, which adds its parser, and a function that takes the parsed arguments and returns the exit status.
"""
