"""The bell's page, and in the demo the mailbox in which the person's mails are kept instead of being sent."""
