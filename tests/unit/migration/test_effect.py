"""What keeps a case from going over is said with the names that people know."""

from __future__ import annotations

from types import SimpleNamespace

from workflows.engine.errors import EngineFault
from workflows.migration.effect import told_by_name


def test_the_engine_names_an_element_by_its_id_and_the_reader_is_told_what_it_is_called() -> None:
    before = SimpleNamespace(names={"work": ("Làm", "Do it"), "gone": ("Cũ", "Old")})
    after = SimpleNamespace(names={"work": ("Làm việc", "Work")})
    said = told_by_name(EngineFault("…", element="work", target="gone", join="nameless", most=3), before, after)
    assert said == {"element": ["Làm việc", "Work"], "target": ["Cũ", "Old"], "join": "nameless", "most": 3}
