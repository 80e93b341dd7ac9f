"""How often and how long: what the steps of a process took, where its cases stand now, and its facts as an event log.
One definition of each figure (decision 29); nothing of it is stored.
"""
