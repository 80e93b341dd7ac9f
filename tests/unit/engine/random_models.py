"""Random drawings of admitted constructs, block by block, so that each is sound by construction."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from tests.unit.engine.drawings import (
    boundary,
    bundle,
    call,
    catch,
    each,
    end,
    error,
    escalation,
    gateway,
    handler,
    link,
    merge,
    message,
    process,
    service,
    sets,
    signal,
    subprocess,
    terminate,
    throw,
    timer,
    user,
)

MESSAGES = ("one", "two")
_LEAVES = ("user", "user", "user", "service", "catch", "timer", "send_up", "repeated", "ring")
_BLOCKS = ("choice", "loop", "parallel", "inclusive", "subprocess", "watched", "call", "leap", "fork")


class Model:
    """One random drawing; every block has one way in and one way out."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.number = 0
        self.nodes: list[list[str]] = [[]]
        self.flows: list[list[str]] = [[]]

    def files(self) -> dict[str, bytes]:
        first, last = self._sequence(3, 3)
        stop = self.dice.choice((end, terminate))("end")
        drawn = process("p", *self.nodes[0], stop, flows=f"start > {first}; {last} > end; " + ";".join(self.flows[0]))
        called = process("called", user("inner", sets(v="form.v")), end("back"), flows="start > inner > back")
        return bundle(drawn, called)

    def _new(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def _draw(self, node: str, *flows: str) -> None:
        self.nodes[-1].append(node)
        self.flows[-1].extend(flows)

    def _sequence(self, depth: int, longest: int) -> tuple[str, str]:
        blocks = [self._block(depth) for _ in range(self.dice.randint(1, longest))]
        for (_, out), (into, _) in pairwise(blocks):
            self.flows[-1].append(f"{out} > {into}")
        return blocks[0][0], blocks[-1][1]

    def _block(self, depth: int) -> tuple[str, str]:
        kind = self.dice.choice(_BLOCKS if depth > 0 and self.dice.random() < 0.6 else _LEAVES)
        name = self._new(kind)
        if kind in _LEAVES or kind == "call":
            self._draw(self._leaf(kind, name))
            return name, name
        if kind in ("subprocess", "watched"):
            return self._inside(kind, name, depth)
        if kind == "loop":
            return self._loop(name, depth)
        if kind == "leap":
            self._draw(throw(name, link(name)))
            self._draw(catch(f"{name}_land", link(name)))
            return name, f"{name}_land"
        if kind == "fork":
            return self._fork(name, depth)
        return self._split(kind, name, depth)

    def _leaf(self, kind: str, name: str) -> str:
        if kind == "user":
            return user(name, sets(v="form.v"))
        if kind == "service":
            return service(name, "count", sets(n="get({'n': v}, 'n', 0) + 1"))
        if kind == "catch":
            return catch(name, message(self.dice.choice(MESSAGES)))
        if kind == "timer":
            return catch(name, timer("P1D"))
        if kind == "ring":
            return throw(name, signal("bell"))
        if kind == "send_up":
            return throw(name, escalation("up"))
        if kind == "repeated":
            return user(name, each("[1, 2]", one_by_one=self.dice.random() < 0.5))
        return call(name, "called")

    def _split(self, kind: str, name: str, depth: int) -> tuple[str, str]:
        gateways = {"choice": "exclusive", "parallel": "parallel", "inclusive": "inclusive"}
        join = f"{name}_join"
        self._draw(gateway(name, gateways[kind]))
        self.nodes[-1].append(gateway(join, gateways[kind]))
        ways = self.dice.randint(2, 3)
        for way in range(ways):
            first, last = self._sequence(depth - 1, 2)
            condition = "" if kind == "parallel" else " : default" if way == 0 else f" : v % {way + 2} == 0"
            self.flows[-1] += [f"{name} > {first}{condition}", f"{last} > {join}"]
        # A gateway that only brings ways together goes on without asking.
        after = self._new("after")
        self._draw(service(after, "passed"), f"{join} > {after}" + ("" if kind == "parallel" else " : default"))
        return name, after

    def _fork(self, name: str, depth: int) -> tuple[str, str]:
        """Two arrows out of a step, both taken or one when its condition holds, and joined."""
        ways = [self._sequence(depth - 1, 1) for _ in range(2)]
        join, after, asked = self._new("fork_join"), self._new("after"), self.dice.random() < 0.5
        self._draw(service(name, "forked"))
        self._draw(merge(join, "inclusive" if asked else "parallel"))
        self._draw(service(after, "met"), f"{join} > {after}")
        for number, (first, last) in enumerate(ways):
            condition = " : v % 2 == 0" if asked and number else ""
            self.flows[-1] += [f"{name} > {first}{condition}", f"{last} > {join}"]
        return name, after

    def _loop(self, name: str, depth: int) -> tuple[str, str]:
        entry, question, after = f"{name}_entry", self._new("user"), self._new("after")
        self._draw(gateway(entry))
        self._draw(user(question, sets(v="form.v")))
        self._draw(gateway(name))
        self._draw(service(after, "left"))
        first, last = self._sequence(depth - 1, 2)
        self.flows[-1] += [
            f"{entry} > {first} : default",
            f"{last} > {question} > {name}",
            f"{name} > {entry} : v == 1",
            f"{name} > {after} : default",
        ]
        return entry, after

    def _inside(self, kind: str, name: str, depth: int) -> tuple[str, str]:
        self.nodes.append([])
        self.flows.append([])
        first, last = self._sequence(depth - 1, 2)
        ending = self._new("out")
        # Some subprocesses end in an error that their edge catches.
        fails = kind == "watched" and self.dice.random() < 0.3
        self._draw(end(ending, error("bad") if fails else ""), f"start > {first}", f"{last} > {ending}")
        for side in range(self.dice.randint(0, 2)):
            self._handler(f"{name}_at{side}")
        nodes, flows = self.nodes.pop(), self.flows.pop()
        repeated = each("[1, 2]", one_by_one=self.dice.random() < 0.5) if self.dice.random() < 0.3 else ""
        self._draw(subprocess(name, *nodes, flows=";".join(flows), repeated=repeated))
        if kind == "subprocess":
            return name, name
        after = self._new("merge")
        self._draw(service(after, "merged"), f"{name} > {after}")
        if fails or self.dice.random() < 0.3:
            self._draw(boundary(f"{name}_error", name, error("bad")), f"{name}_error > {after}")
        if self.dice.random() < 0.6:
            self._draw(boundary(f"{name}_stop", name, self._event()), f"{name}_stop > {after}")
        for side in range(self.dice.randint(0, 2)):
            self._beside(name, f"{name}_side{side}")
        return name, after

    def _handler(self, name: str) -> None:
        """An event subprocess in the scope that is being drawn."""
        beside = self.dice.random() < 0.7
        events = [message("one"), timer("P2D"), escalation("up"), signal("bell")]
        event = self.dice.choice([*events, timer("R/P1D", "timeCycle")] if beside else [*events, error("bad")])
        self.nodes.append([])
        self.flows.append([])
        first, last = self._sequence(0, 2)
        nodes, flows = self.nodes.pop(), self.flows.pop()
        flows += [f"start > {first}", f"{last} > {name}_end"]
        self._draw(handler(name, event, *nodes, end(f"{name}_end"), flows=";".join(flows), beside=beside))

    def _event(self) -> str:
        return self.dice.choice((message(self.dice.choice(MESSAGES)), timer("P3D")))

    def _beside(self, host: str, name: str) -> None:
        cycle = timer("R/P1D", "timeCycle")
        event = self.dice.choice(
            (message("one"), message("two"), timer("P2D"), cycle, escalation("up"), signal("bell"))
        )
        first, last = self._sequence(0, 2)
        ending = self._new("side_end")
        self._draw(boundary(name, host, event, beside=True), f"{name} > {first}", f"{last} > {ending}")
        self._draw(end(ending))
