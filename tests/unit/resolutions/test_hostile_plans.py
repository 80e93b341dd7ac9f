"""Whatever comes as a plan file is answered with sentences, at little cost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.effort import within
from workflows.errors import Refusal
from workflows.limits import PLAN_FAULTS, PLAN_NAMES
from workflows.resolutions import leads, reading

HEAD = b"code,title_vi,lead_agency,due_date\n"
ACCENTS = "\u0301\u0316".encode()  # two that are put in order one by one


def sentences(content: bytes) -> list[str]:
    with within():
        return [str(fault) for fault in reading.read(content).faults]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEAD + b"A-1,T,,\n" * 50_000, "Expected at most 5000 rows"),
        (HEAD + b"A-1," + b"x" * 1_000_000 + b",,\n", "Expected a CSV file, but it cannot be read as one"),
        (HEAD + b"A-1," + b"x" * 100_000 + b",,\n", "row 2, title_vi: Expected at most 2000 characters"),
        (HEAD + (b"A-1," + ACCENTS * 32_000 + b",,\n") * 12, "row 2, title_vi: Expected readable text"),
        (HEAD + b"A-1" + b"," * 1_900_000, "row 2: Expected 4 cells as in the headings"),
        (b"," * 1_900_000 + b"\nA-1\n", "row 1: Expected at most 40 columns"),
        (b"ab," * 600_000 + b"\nA-1\n", "row 1: Expected at most 40 columns"),
        (ACCENTS * 60_000 + b"\nA-1\n", "row 1, "),
        (HEAD + b'"' * 1_000_000, "Expected a CSV file, but it cannot be read as one"),
        (HEAD + "A-1,T\u202ex,,\n".encode(), "row 2, title_vi: Expected readable text"),
        (HEAD + b"A-1,T\x00,,\n", "row 2, title_vi: Expected readable text"),
        (b"PK\x03\x04" + b"\0" * 1_000, "Expected a workbook (XLSX), but it cannot be read as one."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 1_000, "Expected a workbook (XLSX) or a CSV file, but this is another kind of file."),
        (HEAD.decode().encode("utf-16"), "Expected text in UTF-8"),
        (HEAD + "A-1,Nhiệm vụ một,,\n".encode("cp1258", "replace") + b"\xd2,,,\n", "Expected text in UTF-8"),
        (bytes(range(256)) * 4_000, "Expected text in UTF-8"),
        (b"\n" * 1_900_000, "row 1, "),
    ],
)  # fmt: skip
def test_a_monstrous_file_is_refused_in_sentences_at_once(content: bytes, says: str) -> None:
    assert sentences(content)[0].startswith(says)


def test_a_file_of_nothing_but_faults_is_not_read_to_its_end() -> None:
    said = sentences(HEAD + b"\x01,\x02,\x03,\x04\n" * 5_000)
    assert len(said) == PLAN_FAULTS + 1
    assert said[-1].startswith(f"Expected a file with fewer faults: after {PLAN_FAULTS} of them")


def test_a_file_names_only_so_many_units_and_the_same_name_again_costs_nothing() -> None:
    names = leads.UnitNames({})
    with within():
        for _ in range(5):
            for number in range(PLAN_NAMES // 2 - 10):
                leads.read_leads(f"Sở số {number}", names)
        with pytest.raises(Refusal, match="names of units in one file"):
            leads.read_leads("; ".join(f"Cục {number}" for number in range(100)), names)


def test_words_longer_than_any_name_are_no_unit_and_cost_nothing() -> None:
    with within():
        assert leads.read_leads(" và ".join(["Sở"] * 900), leads.UnitNames({})).one is None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: HEAD + text.encode("utf-8", "surrogatepass")))
def test_whatever_bytes_are_read_or_refused_in_sentences(content: bytes) -> None:
    read = reading.read(content)
    assert read.rows or read.faults
    assert all("Expected" in str(fault) for fault in read.faults)
