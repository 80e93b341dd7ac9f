"""The one expression language of the house: a small, total subset of Python's expressions over plain JSON values.
Every condition, timer, parameter, performer, due date and table cell of a drawing is read here and nowhere else; nothing
here compiles or executes text. What a name means (variables of a case, fields of a form) is the caller's business, and so
is what becomes of the tagged values that functions like ``head_of`` make.
"""
