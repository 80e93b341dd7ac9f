"""The command line: the third place that may commit. Each command reads the settings, does one thing, and says in a
sentence what it did.
"""
