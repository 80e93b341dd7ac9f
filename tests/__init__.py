"""Promises, kept by machines. One folder per way of asking; what the folders share lives in ``support``."""
