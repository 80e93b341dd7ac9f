"""A drawing that was made elsewhere, taken in as the beginning of a draft."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from workflows.definitions.bundles import KEY, Bundle
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.engine.xml import read_tree
from workflows.errors import N_, Refusal

NO_DRAWING = N_("Expected a BPMN 2.0 drawing with a process in it, but the file holds something else.")


def taken_in(content: bytes, file_name: str) -> Bundle:
    """The drawing alone, under the id of its first process or else the name of its file.

    Raises Refusal for what is no drawing.
    """
    try:
        root = read_tree(content, PurePosixPath(file_name).name[:60]).getroot()
    except EngineFault as fault:
        raise Refusal(fault.text, **fault.params) from None
    process = root.find(f"{BPMN}process")
    if root.tag != f"{BPMN}definitions" or process is None:
        raise Refusal(NO_DRAWING)
    key = process.get("id", "")
    if not KEY.fullmatch(key):
        key = key_from(PurePosixPath(file_name).stem)
    return Bundle(key, {f"{key}.bpmn": content})


def key_from(words: str) -> str:
    """A key made of whatever words: lower case, digits, underscores."""
    key = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:60].strip("_")
    return key if KEY.fullmatch(key) else "process"
