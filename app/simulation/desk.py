"""A returns clerk: takes in what comes back, grades each unit, puts good ones away."""

from __future__ import annotations

from app.simulation.crew import Crew
from app.simulation.pickers import hash_of
from app.simulation.seed import Person


class Clerk:
    """One person at the returns desk."""

    def __init__(self, crew: Crew, person: Person) -> None:
        self._crew = crew
        self._person = person
        self._voice = crew.kit.voice(person, hash_of(person.badge))
        self._dice = crew.dice(person.badge)

    def once(self) -> bool:
        """Take in one return; tell whether one came."""
        return False
