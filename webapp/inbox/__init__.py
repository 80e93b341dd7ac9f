"""The first page after signing in: what waits for a person now, on shelves with true counts. Acting on it is ``webapp.work``'s business."""
