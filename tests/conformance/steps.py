"""Steps of people, of the system and of tables."""

from __future__ import annotations

from tests.conformance.proof import Walked, proof
from tests.unit.engine.drawings import (
    call,
    each,
    end,
    gives,
    manual,
    process,
    receive,
    rule,
    send,
    service,
    sets,
    subprocess,
    task,
    times,
    user,
)

STEPS = "Steps"


@proof(
    STEPS,
    "User task",
    "Opens a step of a person; goes on when it is completed, after its assignments.",
    process("p", user("ask", sets(n="form.n"), form="answer"), end(), flows="start > ask > end"),
)
def user_task(case: Walked) -> None:
    assert case.elements == ["ask"]
    case.complete("ask", n=7)
    assert case.ended == "end" and case.variables["n"] == 7


@proof(
    STEPS,
    "Manual task",
    "Like a user task: a person says that it is done.",
    process("p", manual("carry"), end(), flows="start > carry > end"),
)
def manual_task(case: Walked) -> None:
    assert case.elements == ["carry"]
    assert case.complete("carry").ended


@proof(
    STEPS,
    "Task without a kind",
    "A remark on the way: passed at once.",
    process("p", task("remark"), end(), flows="start > remark > end"),
)
def plain_task(case: Walked) -> None:
    assert case.ended == "end" and case.passed == ["start", "remark", "end"]


@proof(
    STEPS,
    "Service task",
    "Asks for its named action with its parameters, in the same transaction, and goes on.",
    process("p", service("do", "act", gives(what="code + '!'")), end(), flows="start > do > end"),
)
def service_task(case: Walked) -> None:
    assert [(one.action, one.parameters) for one in case.effects] == [("act", {"what": "A!"})]
    assert case.ended == "end"


@proof(
    STEPS,
    "Business rule task",
    "Asks a decision table of the bundle and keeps the answer as a variable.",
    process("p", rule("measure", "size", "found"), end(), flows="start > measure > end"),
)
def business_rule_task(case: Walked) -> None:
    assert case.variables["found"] == "small" and case.ended == "end"


@proof(
    STEPS,
    "Send task, receive task",
    "The one tells the own case a message, the other waits for it; what is told before is kept.",
    process(
        "p",
        user("ask"),
        send("speak", "news", gives(text="code")),
        receive("listen", "news", sets(n="message.text")),
        end(),
        flows="start > ask > speak > listen > end",
    ),
)
def send_and_receive(case: Walked) -> None:
    case.complete("ask")
    assert case.ended == "end" and case.variables["n"] == "A"


@proof(
    STEPS,
    "Repeated side by side, for each entry of a list",
    "All at once, each with its entry; goes on when all are done or the completion condition holds, and closes the others.",
    process("p", user("vote", each("entries", until="completed >= 2")), end(), flows="start > vote > end"),
)
def side_by_side(case: Walked) -> None:
    assert [item.local["item"] for item in case.open.values()] == ["x", "y", "z"]
    case.complete("vote", 2)
    step = case.complete("vote")
    assert sorted(one.how for one in step.closed) == ["cancelled", "completed"] and case.ended == "end"


@proof(
    STEPS,
    "Repeated a number of times",
    "As many at once as the number says.",
    process("p", user("vote", times("2")), end(), flows="start > vote > end"),
)
def so_many_times(case: Walked) -> None:
    assert case.elements == ["vote", "vote"]
    case.complete("vote")
    assert case.complete("vote").ended


@proof(
    STEPS,
    "Repeated one after the other",
    "The next when the one before is done, also for subprocesses and called drawings.",
    process(
        "p",
        subprocess(
            "part",
            user("do"),
            end("part_end"),
            flows="start > do > part_end",
            repeated=each("entries", one_by_one=True),
        ),
        end(),
        flows="start > part > end",
    ),
)
def one_by_one(case: Walked) -> None:
    for entry in "xyz":
        assert [item.local["item"] for item in case.open.values()] == [entry]
        case.complete("do")
    assert case.ended == "end"


@proof(
    STEPS,
    "Subprocess",
    "Goes on when no token is left inside.",
    process(
        "p",
        subprocess(
            "part",
            user("a"),
            user("b"),
            end("part_end"),
            end("other_end"),
            flows="start > a > part_end; start > b > other_end",
        ),
        user("next"),
        end(),
        flows="start > part > next > end",
    ),
)
def embedded(case: Walked) -> None:
    assert case.positions == ("part", "a", "b")
    case.complete("b")
    assert case.elements == ["a"]
    case.complete("a")
    assert case.elements == ["next"]


@proof(
    STEPS,
    "Call activity",
    "Runs another drawing of the bundle on the same variables.",
    process("p", call("part", "q"), end(), flows="start > part > end"),
    process("q", user("do", sets(n="form.n"), form="answer"), end("q_end"), flows="start > do > q_end"),
)
def called(case: Walked) -> None:
    assert case.positions == ("part", "do")
    case.complete("do", n=3)
    assert case.ended == "end" and case.variables["n"] == 3
