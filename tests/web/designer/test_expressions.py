"""While an expression is written: which names exist there, and what comes of it with made-up values."""

from __future__ import annotations

from tests.web.designer.conftest import KEY, begun, in_json


def test_the_names_of_a_place_come_with_what_is_within_them(vy):
    draft = begun(vy)
    said = in_json(vy, f"{draft}/names", file=f"{KEY}.bpmn", element="submit_result", files={}).json
    assert {"task", "task.due_at", "lead_unit", "rounds"} <= set(said["known"])
    assert "form.by_head" in said["own"] and "form.summary" in said["own"]
    nothing = in_json(vy, f"{draft}/names", file=f"{KEY}.bpmn", element="submit_result", files={f"{KEY}.bpmn": "<x"})
    assert nothing.json == {"known": [], "before": [], "own": []}


def test_an_expression_is_tried_with_a_field_for_each_name(vy):
    draft = begun(vy)

    def tried(expression, values=None):
        return in_json(vy, f"{draft}/expression", expression=expression, values=values or {}, files={})

    asked = tried("task.priority >= 80 and form.by_head").json["asked"]
    assert {one["path"]: one["text"] for one in asked} == {"task.priority": "50", "form.by_head": ""}
    values = {"task.priority": "90", "form.by_head": "true"}
    assert tried("task.priority >= 80 and form.by_head", values).json == {"value": "true"}
    assert tried("working_days(rounds + 2)", {"rounds": "3"}).json == {"value": '{"working_days": 5}'}
    for source, says in (("1 +", "Expected an expression"), ("__import__(1)", "no function"), ("9" * 3000, "at most")):
        answer = tried(source)
        assert answer.status_code == 422 and says in answer.json["sentence"], source
    wrong = tried("task.priority + 1", {"task.priority": "a"})
    assert wrong.status_code == 422 and wrong.json["sentence"].startswith("Expected")


def test_nobody_asks_about_anothers_draft(vy, khoa, signed_in):
    draft = begun(vy)
    for what in ("names", "expression"):
        assert in_json(khoa, f"{draft}/{what}", files={}).status_code == 404
        assert in_json(signed_in("charlie"), f"{draft}/{what}", files={}).status_code == 403


def test_the_arrows_that_no_scenario_walks_are_listed_in_words(vy):
    page = vy.get(f"/designer/{KEY}").text
    assert "Arrows that no scenario walks:" in page and "from “" in page
    arrows = in_json(vy, f"{begun(vy)}/check", files={}).json["arrows"]
    assert {"file", "id", "words"} == set(arrows[0]) and any(one["file"] == "verification_panel.bpmn" for one in arrows)
