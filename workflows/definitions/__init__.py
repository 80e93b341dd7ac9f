"""Versions of drawings, forms and decision tables: what a drawing must obey before it may run, and how it comes to run.
Nothing here runs a case or opens a work item.
"""
