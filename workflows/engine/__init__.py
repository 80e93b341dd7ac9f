"""The engine: a pure function (drawing, state, input, at) -> Step over SpiffWorkflow, which only this room names.
Here live the reading of drawings, the interpreter, the compact state, timers, messages and decision tables. Nothing here
opens a database, reads the clock of the wall, draws a random number or performs what a service task asks for: it answers
with frozen dataclasses (``step.py``) and leaves the rest to the rooms above.
"""
