"""The flow: assigned, submitted, verified (or returned), signed off; locked as the library recommends with PostgreSQL."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views

from benchmarks.viewflow_project.models import ResultProcess

FIELDS = {
    "assign_task": ["product"],
    "submit_result": ["summary"],
    "verify_result": ["decision", "reason"],
    "sign_off_result": ["decision"],
}


def step(name: str, who: str) -> flow.View:
    """A step of one person, with the form of its fields."""
    return flow.View(views.UpdateProcessView.as_view(fields=FIELDS[name])).Assign(username=who)


class ResultFlow(flow.Flow):
    """The shared process."""

    process_class = ResultProcess
    lock_impl = lock.select_for_update_lock

    begin = flow.StartHandle().Next(this.assign_task)
    assign_task = step("assign_task", "tuan").Next(this.submit_result)
    submit_result = step("submit_result", "lan").Next(this.verify_result)
    verify_result = step("verify_result", "minh").Next(this.approved)
    approved = (
        flow.If(lambda activation: activation.process.decision == "approve")
        .Then(this.sign_off_result)
        .Else(this.submit_result)
    )
    sign_off_result = step("sign_off_result", "tuan").Next(this.completed)
    completed = flow.End()
