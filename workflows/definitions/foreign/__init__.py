"""Drawings made elsewhere: read with what their makers' engines add to BPMN, and said in the words of this house where it means the
same. Nothing that stands in them is thrown away.
"""
