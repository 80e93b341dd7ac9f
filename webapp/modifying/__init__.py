"""Intervening in one case: where it waits, its past way, its data and timers, what an administrator may do about it, and what will
happen, before it does."""
