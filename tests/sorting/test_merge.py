"""An order that was picked by zones comes together again at the bench."""

from sqlalchemy.orm import Session

from app.core.events import SYSTEM
from app.stations.service import save_bench, set_site_rule
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, picker, release, send


def _set_up(session: Session) -> None:
    set_site_rule(session, SYSTEM, "waves", {"zone_lines": 1})
    save_bench(session, SYSTEM, code="B1")


def test_the_bench_opens_when_every_zone_is_picked_and_names_all_totes(floor: Floor) -> None:
    open_shop(floor)
    floor.write(_set_up)
    (number,) = send(floor, order_body("1", ("RED", 1), ("TIN", 1)))
    assert len(release(floor)) == 2
    packer = floor.person("packer")

    def opened(code: str):
        return packer.post("/api/v1/benches/B1/open", {"code": code}).json

    first = picker(floor)
    assert (first.take(zone="A")["mode"], first.walk({1: "T901"})[-1]) == ("zone", "list_done")
    assert opened("T901")["code"] == "packing.not_picked"

    second = picker(floor)
    assert (second.take(zone="B")["zone"], second.walk({1: "T902"})[-1]) == ("B", "list_done")
    answer = opened("T901")
    assert (answer["order_no"], answer["parcel"]["totes"]) == (number, ["T901", "T902"])
    assert answer["parcel"]["units_left"] == 2
