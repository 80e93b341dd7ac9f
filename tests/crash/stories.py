"""All stories whose steps die; ``test_nothing_is_left_out`` holds them against what the code offers."""

from __future__ import annotations

from tests.crash import stories_of_drafts as drawn
from tests.crash import stories_of_incidents as incidents
from tests.crash import stories_of_interventions as interventions
from tests.crash import stories_of_migrations as migrated
from tests.crash import stories_of_paper as paper
from tests.crash import stories_of_the_house as house
from tests.crash import stories_of_the_plan as planned
from tests.crash import stories_of_trouble as trouble
from tests.crash import stories_of_work as work

STORIES = (
    work.from_the_plan_to_the_result,
    work.from_the_result_to_sign_off,
    work.several_verify,
    work.people_say_something,
    work.an_absence_ends,
    work.a_unit_delivers_its_part,
    work.late_and_raised,
    work.late_past_the_top,
    work.people_are_told,
    work.more_time_and_standing_still,
    work.a_parent_and_its_children,
    house.an_organisation_changes,
    house.units_merge,
    house.an_installation,
    house.a_drawing_changes,
    drawn.a_draft_is_made,
    migrated.cases_go_over,
    migrated.plans_that_come_to_nothing,
    house.a_plan_changes,
    house.an_account_is_opened,
    house.a_copy_is_put_back,
    trouble.a_step_and_a_timer_of_our_own,
    trouble.a_case_that_cannot_go_on,
    trouble.many_who_are_reminded,
    trouble.what_nobody_needs,
    incidents.work_that_kills,
    incidents.cases_that_are_mended,
    incidents.days_that_change,
    interventions.a_case_is_modified,
    paper.a_document_is_printed,
    planned.tasks_are_rearranged,
    planned.documents_are_kept,
    planned.indicators_are_kept,
)
THOROUGH = ("lan: submit", "clock: starting", "clock: parents", "clock: reminds together")
"""The steps that die at every statement as a process does, too; the others do so around their commit."""
