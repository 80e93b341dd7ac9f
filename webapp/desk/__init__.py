"""What a unit's head and a superior work at: the unit's work by person, giving it out, handing it over, and what was raised to them."""
