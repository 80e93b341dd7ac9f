"""Who is who: units and their tree, posts, persons, appointments, the chain of command, candidate groups, grants and each
unit's own calendar days. It signs nobody in (accounts live at the web door) and decides nothing about a case."""
