"""Keeping what an installation holds: saving it whole in one archive, putting it back, and the pause after that."""
