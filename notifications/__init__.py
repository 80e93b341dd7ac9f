"""Tells people what the ledger recorded: reads facts and outbox after the commit and never changes a case. The bell shows what
was told, the mails repeat it to whoever has not looked yet.
"""
