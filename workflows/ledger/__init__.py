"""The memory: an append-only table of facts, hash-chained per stream, with an outbox row for each fact not yet sent
out. It knows no rule and changes no case.
"""
