"""Promises about the house itself: its stairs, its words, its sizes, what is shipped. Nothing here needs a running system."""
