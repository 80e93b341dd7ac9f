"""What several pages show of a case, as plain values: names, results with their evidence, escalations, the trail, the drawing.
No routes and no rules live here."""
