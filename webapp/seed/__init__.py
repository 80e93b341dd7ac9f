"""What a new installation starts with: the real units, tasks and targets with their sources (``data/``), and the people of
the demo, who are invented. Seeds may run again; the door that calls them commits."""
