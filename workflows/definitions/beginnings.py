"""What a new process begins with: a small one that may be proposed as it is, under the name that its designer gives it."""

from __future__ import annotations

from functools import cache

from workflows.definitions import bundles
from workflows.definitions.bundles import KEY, Bundle
from workflows.definitions.vocabulary import DESCRIPTION
from workflows.errors import N_, Refusal

TEMPLATE = "new_process"
NO_KEY = N_("Expected a name of lower-case letters, digits and underscores for the process, but got “%(key)s”.")


def new_process(key: str) -> Bundle:
    """The beginning of a process ``key``: somebody submits a result, somebody else verifies it. Raises Refusal for an unfit name."""
    if not KEY.fullmatch(key):
        raise Refusal(NO_KEY, key=key[:60])
    drawing = _template().files[f"{TEMPLATE}.bpmn"].replace(TEMPLATE.encode(), key.encode())
    files = {path: content for path, content in _template().files.items() if not path.endswith(".bpmn")}
    return Bundle(key, {f"{key}.bpmn": drawing, **files})


@cache
def _template() -> Bundle:
    return bundles.of_folder(DESCRIPTION.parent / "templates" / TEMPLATE)
