"""What people do with a work item: claim, submit, confirm, verify, sign off, handle an escalation. Each act is a row
with a person, a moment and a reason; each rule a ``may_…`` asked by the button and by the command.
"""
