from tests import builders
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, send


def test_a_lead_says_what_work_costs_and_what_is_not_done_here(floor: Floor) -> None:
    open_shop(floor)
    for slot in ("A1", "A2"):
        builders.bin_(floor, f"PW1-{slot}", kind="wall")
    wants = ("RED", 1), ("TIN", 1)
    send(floor, order_body("1", *wants), order_body("2", *wants))
    lead = floor.person("supervisor")

    def modes() -> list[str]:
        waves = lead.post("/api/v1/waves/preview", {}).json["waves"]
        return [one["mode"] for wave in waves for one in wave["lists"]]

    shown = lead.get("/api/v1/waves/policy").json
    assert (shown["policy"]["without"], shown["wall_slots"]) == ([], 2)
    assert modes() == ["cluster"]

    set_to = shown["policy"] | {"without": ["cluster"], "put_s": 2.5}
    answer = lead.post("/api/v1/waves/policy", set_to)
    assert (answer.status_code, answer.json["policy"]) == (200, set_to)
    assert modes() == ["wall"]

    lead.post("/api/v1/waves/policy", set_to | {"without": ["wall"]})
    assert modes() == ["cluster"]
    refused = lead.post("/api/v1/waves/policy", set_to | {"without": ["flying"]})
    assert (refused.status_code, refused.json["code"]) == (422, "request.invalid")
