"""What whoever runs the system looks at: do the clocks beat, what waits and for how long, what could not go on, and who takes
care of it."""
