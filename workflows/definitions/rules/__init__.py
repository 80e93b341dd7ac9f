"""What a drawing, a form and a decision table must obey before they may run: one module per subject, each rule a function
that yields faults. Running and storing definitions is no business of this room.
"""
