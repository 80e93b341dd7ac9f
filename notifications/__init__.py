"""Tells people what the ledger recorded: reads facts and outbox after the commit; never changes a case. The channels
arrive with their own issue.
"""
