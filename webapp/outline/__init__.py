"""A drawing as text: its steps in order, who does them, when, which way it goes on and why, made from the drawing itself."""
