"""django-viewflow as one of those compared: what its own view does with a sent form, without the request around it.

The process's row is locked and a transaction opened as in ``viewflow.workflow.flow.utils``; the task is read, the right asked, the
form checked and saved, the task executed, which makes the next one. People are read before the time runs.
"""

from __future__ import annotations

import os
import time

import django

from benchmarks.told import obey

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.viewflow_project.settings"
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.forms import modelform_factory

from benchmarks.viewflow_project.flows import FIELDS, ResultFlow
from benchmarks.viewflow_project.models import ResultProcess

FORMS = {name: modelform_factory(ResultProcess, fields=fields) for name, fields in FIELDS.items()}
SENT = {"product": "Báo cáo kết quả", "summary": "Đã hoàn thành báo cáo", "reason": "Thiếu phụ lục số liệu"}


class Viewflow:
    """Cases of the shared process."""

    def __init__(self) -> None:
        call_command("migrate", run_syncdb=True, verbosity=0)
        self.people = {name: User.objects.create_user(name) for name in ("tuan", "lan", "minh")}
        self.cases: dict[int, int] = {}

    def begin(self, case: int) -> None:
        """Start a case."""
        self.cases[case] = ResultFlow.begin.run().pk

    def step(self, case: int, element: str, decision: str) -> float:
        """Execute the open task; returns the seconds from its lock to its commit."""
        process_pk = self.cases[case]
        task_pk = ResultFlow.task_class.objects.get(process_id=process_pk, finished=None, flow_task_type="HUMAN").pk
        start = time.perf_counter()
        with ResultFlow.lock(process_pk), transaction.atomic():
            task = ResultFlow.task_class.objects.get(pk=task_pk)
            assert task.flow_task.name == element
            activation = task.flow_task.activation_class(task)
            user = self.people[task.owner.username]
            assert task.flow_task.can_execute(user, task)
            activation.start(None)
            form = FORMS[element]({**SENT, "decision": decision}, instance=activation.process)
            assert form.is_valid(), form.errors
            form.save()
            activation.execute()
        return time.perf_counter() - start


if __name__ == "__main__":
    viewflow = Viewflow()
    obey(viewflow.begin, viewflow.step)
