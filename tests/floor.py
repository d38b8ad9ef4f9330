"""A floor to test on: an app with people, tokens and callers that speak HTTP like them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock, db, ids
from app.people.models import Device, Login, MachineToken, Person, Warehouse


@dataclass
class Voice:
    """Somebody who calls the API: every request carries the own credentials."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, headers=self.headers, **more)

    def post(
        self, path: str, json: Any = None, *, headers: dict[str, str] | None = None, **more: Any
    ) -> Any:
        return self.client.post(path, json=json, headers=self.headers | (headers or {}), **more)

    def delete(self, path: str, **more: Any) -> Any:
        return self.client.delete(path, headers=self.headers, **more)


class Floor:
    """One site in one app."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.write(lambda s: s.add(Warehouse(id=1, code="WH1", name="Test floor")))
        self.nobody = Voice(app.test_client())
        self.hub = self.machine("hub")

    def write(self, work: Any) -> Any:
        """Change the database directly: for set-up that has no call of its own."""
        with self.app.app_context():
            return db.in_transaction(work)

    def read(self, query: sa.Select[Any]) -> list[Any]:
        with Session(self.app.extensions["store"].reader) as session:
            return list(session.execute(query).all())

    def count(self, model: Any, *where: Any) -> int:
        return int(self.read(sa.select(sa.func.count()).select_from(model).where(*where))[0][0])

    def machine(self, role: str, name: str = "") -> Voice:
        secret = ids.token("wg")
        name = name or f"{role}-test"
        row = MachineToken(
            warehouse_id=1,
            name=name,
            role=role,
            token_digest=ids.digest(secret),
            created_at=clock.now(),
        )
        self.write(lambda s: s.add(row))
        return Voice(self.app.test_client(), {"Authorization": f"Bearer {secret}"})

    def person(self, *roles: str, badge: str = "", name: str = "") -> Voice:
        """Somebody who is logged in on a device of their own."""
        badge = badge or f"WG-{ids.token('b')[-6:]}"
        secret, csrf, at = ids.token("s"), ids.token("c"), clock.now()

        def work(session: Session) -> None:
            person = Person(
                warehouse_id=1,
                badge=badge,
                name=name or badge,
                pin_hash="-",
                roles=" ".join(roles),
            )
            device = Device(
                warehouse_id=1,
                name=f"PDA {badge}",
                token_digest=ids.digest(secret + "d"),
                enrolled_at=at,
            )
            session.add_all([person, device])
            session.flush()
            session.add(
                Login(
                    token_digest=ids.digest(secret),
                    person_id=person.id,
                    device_id=device.id,
                    csrf_token=csrf[:60],
                    began_at=at,
                    seen_at=at,
                )
            )

        self.write(work)
        client = self.app.test_client()
        client.set_cookie("wavegate_session", secret)
        return Voice(client, {"X-CSRF-Token": csrf[:60]})
