"""The editor is told the names that the linter knows at the same place, and no other."""

from __future__ import annotations

from pathlib import Path

from workflows.definitions import bundles, lint
from workflows.definitions.bundles import Bundle
from workflows.definitions.names import Names, names_at

HOME = Path(__file__).resolve().parents[3] / "bpmn"
VERIFICATION, FILE = bundles.of_folder(HOME / "verification"), "verification.bpmn"
CONDITION = 'verification_outcome == "approved"'


def test_variables_and_the_form_of_the_step_before_or_of_the_step_itself_are_known() -> None:
    own = names_at(VERIFICATION, FILE, "verify_result")
    assert {"task", "rounds", "verification_outcome", "message"} <= set(own.known) and "decision" in own.own
    after = names_at(VERIFICATION, FILE, "verification_panel_to_verification_decision")
    assert after.before == () and after.own == ()


def test_a_name_is_known_here_exactly_where_the_linter_lets_it_pass() -> None:
    at = "verification_decision_to_result_approved"
    known = names_at(VERIFICATION, FILE, at).known
    for name in ("rounds", "nobody_knows"):
        text = VERIFICATION.files[FILE].replace(CONDITION.encode(), f"{name} == 1".encode())
        found = [
            one for one in lint.faults(Bundle("verification", {**VERIFICATION.files, FILE: text})) if one.element == at
        ]
        assert (name in known) is (found == [])


def test_where_a_file_cannot_be_read_yet_nothing_is_known() -> None:
    for path, text in ((FILE, b"<bpmn"), ("forms/verify_result.form", b"{")):
        assert names_at(Bundle("verification", {**VERIFICATION.files, path: text}), FILE, "verify_result") == Names()
    assert names_at(VERIFICATION, FILE, "nothing_of_that_id") == Names()
