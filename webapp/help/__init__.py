"""Help in place: how a day goes for each role, in the reader's language, and what the terms on the pages mean."""
