"""A process in numbers: where its cases stand, how long its steps take, and its facts as an event log."""
