"""The country without its work: the real tree, invented people in its posts, groups and resolutions for the centre and each
province, an account for everybody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from benchmarks.country import naming
from benchmarks.country.cast import SINCE, Player
from benchmarks.country.stages import BPMN
from webapp.accounts.models import Account
from webapp.seed.organisation import seed_units
from webapp.seed.people import seed_groups
from workflows.actor import OPERATOR
from workflows.definitions import bundles, deploy
from workflows.organisation.folding import fold
from workflows.organisation.models import Appointment, CandidateGroup, Grant, GroupMember, OrgUnit, Person, Position
from workflows.resolutions.models import Resolution

CREW = 4  # members of an assigning group, and of a verifying one
BUSY = {"ministry": 30, "province": 24, "department": 20, "steering": 16, "central_party": 12, "central_state": 12}


@dataclass(slots=True)
class Place:
    """A unit with people: its head, and the officers who do its work."""

    id: int
    code: str
    level: str
    parent: int | None
    head: Player | None = None
    officers: list[Player] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Programme:
    """A resolution with the unit and groups that assign and verify, and the units that carry it out."""

    id: int
    number: str
    unit: Place
    support: tuple[int, str]
    verify: tuple[int, str]
    assigners: list[Player]
    verifiers: list[Player]
    leads: list[Place]


@dataclass(frozen=True, slots=True)
class Country:
    """Who and what there is before any work."""

    places: dict[int, Place]
    programmes: list[Programme]
    version: int


class Settling:
    """Puts people into the tree, in bulk."""

    def __init__(self, session: Session, chance: Random, people: int, at: datetime) -> None:
        self.session, self.chance, self.at, self.left = session, chance, at, people
        self.next = dict.fromkeys(("persons", "positions", "appointments", "group_members"), 1)
        self.rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self.posts: dict[int, dict[str, int]] = defaultdict(dict)

    def address(self) -> str:
        """A random address that the seed decides."""
        return f"{self.chance.getrandbits(128):032x}"

    def key(self, table: str) -> int:
        """The next key of a table."""
        self.next[table] += 1
        return self.next[table] - 1

    def somebody(self, place: Place, rank: str) -> Player:
        """One more person in a post of the unit: the vacant one of that rank, or a new one."""
        self.left -= 1
        post = self.posts[place.id].pop(rank, None)
        if post is None:
            post = self.key("positions")
            number = f"{rank}-{post}"
            titles = {"title_vi": "Chuyên viên", "title_en": "Officer"}
            self.rows[Position].append(
                {"id": post, "public_id": self.address(), "unit_id": place.id, "code": number, "rank": rank, **titles}
            )
        person, appointment, name = self.key("persons"), self.key("appointments"), naming.person(self.chance)
        email = f"p{person}@country.nq57.example"
        self.rows[Person].append(
            {
                "id": person,
                "public_id": self.address(),
                "full_name": name,
                "email": email,
                "folded": fold(name),
                "language": "vi",
            }
        )
        self.rows[Appointment].append(
            {
                "id": appointment,
                "public_id": self.address(),
                "person_id": person,
                "position_id": post,
                "from_on": SINCE,
                "kind": "regular",
            }
        )
        self.rows[Account].append(
            {"person_id": person, "email": email, "fs_uniquifier": self.address(), "created_at": self.at}
        )
        return Player(person, post, appointment)

    def crew(self, place: Place, group: tuple[int, str]) -> list[Player]:
        """The members of a group, in posts of a unit."""
        players = [self.somebody(place, "officer") for _ in range(CREW)]
        self.rows[GroupMember] += [
            {"id": self.key("group_members"), "group_id": group[0], "person_id": player.person, "from_on": SINCE}
            for player in players
        ]
        return players

    def grant(self, player: Player, role: str, unit_id: int) -> None:
        """A role on a unit and everything below it."""
        row = {
            "person_id": player.person,
            "role": role,
            "unit_id": unit_id,
            "from_on": SINCE,
            "reason": "Số liệu mô phỏng",
        }
        self.rows[Grant].append({"public_id": self.address(), **row})

    def write(self) -> None:
        """Everything in a few large statements."""
        for model in (Person, Position, Appointment, GroupMember, Grant, Account):
            for first in range(0, len(self.rows[model]), 5000):
                self.session.execute(insert(model), self.rows[model][first : first + 5000])
        for table, number in self.next.items():
            self.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {number}, false)"))


def settle(session: Session, chance: Random, people: int, at: datetime) -> Country:
    """Seed the tree, then fill it from the top: every unit with people stands below units with people."""
    seed_units(session, actor=OPERATOR, at=at)
    seed_groups(session, actor=OPERATOR, at=at)
    version = deploy.deploy(session, bundles.of_folder(BPMN / "resolution_task"), actor=OPERATOR, at=at)
    settling = Settling(session, chance, people, at)
    for post in session.scalars(select(Position).order_by(Position.id)):
        settling.posts[post.unit_id][post.rank] = post.id
        settling.next["positions"] = max(settling.next["positions"], post.id + 1)
    places = {
        unit.id: Place(unit.id, unit.code, unit.level, unit.parent_id)
        for unit in session.scalars(select(OrgUnit).order_by(OrgUnit.id))
    }
    for post_id, unit_id in session.execute(select(Position.id, Position.unit_id).where(Position.rank == "head")):
        assert settling.posts[unit_id]["head"] == post_id
    chosen = _chosen(places, chance, people)
    for place in chosen:
        place.head = settling.somebody(place, "head")
    programmes = _programmes(session, settling, places, chosen)
    weights = [BUSY.get(place.level, 4) for place in chosen]
    for place in chosen:
        place.officers.append(settling.somebody(place, "officer"))
    for place in chance.choices(chosen, weights, k=max(0, settling.left)):
        place.officers.append(settling.somebody(place, "officer"))
    settling.write()
    return Country(places, programmes, version.id)


def _chosen(places: dict[int, Place], chance: Random, people: int) -> list[Place]:
    """The units that get people: all where there are enough, else whole provinces, one after the other."""
    children: dict[int | None, list[Place]] = defaultdict(list)
    for place in places.values():
        children[place.parent].append(place)
    order: list[Place] = []
    upper = [place for place in places.values() if place.level not in ("commune", "department", "commune_unit")]
    provinces = [place for place in upper if place.level == "province"]
    order += [place for place in upper if place.level != "province"]
    chance.shuffle(provinces)
    for province in provinces:
        order += [province, *children[province.id]]
    order += [place for place in places.values() if place not in order and place.parent in places]
    return order[: max(60, people // 3)] if people // 3 < len(order) else order


def _programmes(session: Session, settling: Settling, places: dict[int, Place], chosen: list[Place]) -> list[Programme]:
    """One for the centre, one for each province that has people."""
    known = {group.code: group for group in session.scalars(select(CandidateGroup))}
    by_code = {place.code: place for place in chosen}
    central = [
        place for place in chosen if place.level in ("ministry", "central_party", "government_agency", "province")
    ]
    made = [_programme(session, settling, "57-NQ/TW", "TW", by_code["TGV"], central, known)]
    settling.grant(made[0].assigners[0], "leader", by_code["BCDTW"].id)
    settling.grant(made[0].assigners[1], "inspector", by_code["BCDTW"].id)
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in chosen:
        below[place.parent].append(place)
    for province in [place for place in chosen if place.level == "province" and below[place.id]]:
        number = province.code.removeprefix("UB")
        made.append(_programme(session, settling, f"KH-{number}", number, province, below[province.id], known))
    return made


def _programme(
    session: Session,
    settling: Settling,
    code: str,
    number: str,
    unit: Place,
    leads: list[Place],
    known: dict[str, CandidateGroup],
) -> Programme:
    groups: list[tuple[int, str]] = []
    for kind in ("support_team", "verifiers"):
        group = known.get(kind) if number == "TW" else None
        if group is None:
            name = f"{kind}_{number}"
            group = CandidateGroup(code=name, name_vi=name, name_en=name, unit_id=unit.id)
            session.add(group)
            session.flush()
        groups.append((group.id, group.code))
    resolution = Resolution(
        public_id=settling.address(),
        code=code,
        title_vi=f"Chương trình {code}",
        title_en=f"Programme {code}",
        assigning_unit_id=unit.id,
        assigning_group=groups[0][1],
        verifying_group=groups[1][1],
    )
    session.add(resolution)
    session.flush()
    assigners, verifiers = settling.crew(unit, groups[0]), settling.crew(unit, groups[1])
    settling.grant(assigners[0], "plan_keeper", unit.id)
    return Programme(resolution.id, number, unit, groups[0], groups[1], assigners, verifiers, leads)
