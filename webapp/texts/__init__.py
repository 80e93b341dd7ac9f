"""Short texts that people keep for reasons and answers: their own, and those that their unit's head shares with the unit."""
