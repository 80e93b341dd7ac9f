"""Pages of the plan: the resolutions, the list of their tasks, one task with its document, taking in a plan file, and the
differences that wait for a decision. What a file means and who keeps the plan is decided in ``workflows.resolutions``."""
