"""Documents on paper: the record of a sign-off and the file of a whole task, set as PDF by the clock and kept for a week."""
