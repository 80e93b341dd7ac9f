"""Pages of the register of assigning documents: list, one document with the tasks that cite it, entering and correcting."""
