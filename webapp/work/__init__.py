"""Pages of one step: its form, evidence, decisions, escalation and time.
Rules and commands are ``workflows.work``'s; lists are ``webapp.inbox``'s."""
