"""What will happen, day by day: the ladder's steps to come for one step, or for a due date that is only planned. Reads, decides nothing."""
