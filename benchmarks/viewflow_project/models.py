"""What a case of the flow knows, in the process's own JSON as the library's quick start has it."""

from __future__ import annotations

from viewflow import jsonstore
from viewflow.workflow.models import Process


class ResultProcess(Process):
    """One ordered result."""

    product = jsonstore.CharField(max_length=250)
    summary = jsonstore.TextField()
    decision = jsonstore.CharField(max_length=20)
    reason = jsonstore.TextField(blank=True)

    class Meta:
        proxy = True
