"""A whole country for measurements: the real tree, people in its posts, and cases at every stage, on PostgreSQL.

One case of each kind is played with the real commands in a small file of its own (``stages``), turned into a pattern
(``pattern``), and stamped out in bulk with other units, people, names and weeks (``stamping``). So every open case is real:
state, items, alarms, ledger and rows agree, and commands and the clock go on with them. The same seed gives the same country.
"""
