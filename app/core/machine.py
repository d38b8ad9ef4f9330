"""State machines: an entity has one table of moves, and this is the only door through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.core.errors import Refused

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True)
class Machine(Generic[S, A]):
    """A finite table ``(state, action) -> state``."""

    name: str
    moves: Mapping[tuple[S, A], S]

    def allows(self, state: S, action: A) -> bool:
        """Tell whether *action* may happen in *state*."""
        return (state, action) in self.moves

    def after(self, state: S, action: A) -> S:
        """Return the state that *action* leads to.

        Raises:
            Refused: ``state.illegal_move``.
        """
        try:
            return self.moves[state, action]
        except KeyError:
            raise Refused(
                "state.illegal_move", entity=self.name, state=str(state), action=str(action)
            ) from None

    def mermaid(self) -> str:
        """Draw the table for docs/states.md."""
        lines = [f"    {a} --> {b}: {act}" for (a, act), b in self.moves.items()]
        return "\n".join(["stateDiagram-v2", *lines])
