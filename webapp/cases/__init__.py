"""Pages of a whole case: its life, who holds what now, results and escalations, the drawing, and what the assigning
authority does to it."""
