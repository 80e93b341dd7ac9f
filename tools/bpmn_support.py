"""``python -m tools.bpmn_support`` writes ``docs/bpmn-support.md``: which constructs of BPMN run, and which are refused and why.

The tables are those of ``tests/conformance``: what runs is what a story proves there, what is refused is said by the linter itself.
"""

from __future__ import annotations

from pathlib import Path

from tests.conformance.proof import Proof
from tests.conformance.refused import REFUSED
from tests.conformance.table import GROUPS

FILE = Path(__file__).parent.parent / "docs" / "bpmn-support.md"
_HEAD = """# Which BPMN runs here

Made by `python -m tools.bpmn_support` from `tests/conformance`; a test holds the two together. Each construct that the linter admits is
proved there by a small drawing and a story told on the engine; the state is saved after every step, restored on the drawing
read anew, and compared. A test counts the shapes that are admitted and fails when one has no proof. The column *Proof* names the story.

How to draw is told in `bpmn/README.md`. Meant by *the standard* is BPMN 2.0.2.
"""
_DECIDED = """
## Where the standard leaves a choice, and what was chosen

* **Signals stay within their case.** They reach everything in the case that waits at that moment, called drawings included, and are
  kept for nobody. One step locks and writes one case; a signal to all would have to lock all of them. What reaches others is a named
  action. The linter refuses a signal that nothing in the case waits for, and one that nothing gives.
* **Messages are kept** until something catches them, and everybody who waits catches them. Signals, errors and escalations are not kept.
* **An event subprocess is armed** when the start of its scope has been passed, so that it knows what the start assigns. One that
  interrupts takes away everything else in its scope: tokens, other event subprocesses that run, and what is watched for. Its end is the
  end of the scope, and at the top level the outcome of the case.
* **Errors and escalations** go to an event subprocess of the scope first, then to the border, then outward. Those that come out of
  an event subprocess are not caught by the ones beside it.
* **Several arrows into a step** let each token go on by itself. Branches that are meant to meet need a parallel gateway; where
  they come together in an exclusive gateway, or are split again, the drawing is refused: that is a slip far more often than a wish.
* **Nothing sets itself off for ever.** Circles of arrows and links, and of things thrown and caught, hold a wait; the linter follows
  them through subprocesses and called drawings. What it cannot foresee ends at 1,000 steps as an incident, and the old state stays good.
"""


def written() -> str:
    """The whole document."""
    parts = [_HEAD]
    for group, proofs in GROUPS.items():
        parts.append(f"\n## {group}\n\n| Construct | How it runs | Proof |\n|---|---|---|\n")
        parts.extend(_row(proof.construct, proof.runs, f"`{_file(proof)}` {proof.name}") for proof in proofs)
    parts.append(_DECIDED)
    parts.append("\n## What is refused, and what is said\n\n| Construct | What the linter says |\n|---|---|\n")
    parts.extend(_row(refused.construct, refused.sentences[0]) for refused in REFUSED)
    return "".join(parts)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def _file(proof: Proof) -> str:
    return proof.story.__module__.rpartition(".")[2] + ".py"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
