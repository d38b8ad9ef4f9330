"""What the floor says about stock."""

from app.i18n import Message, Tone
from app.inventory.words import UI

MESSAGES = {
    "stock.gone": Message(
        "这个库位的货已被别人占用，请换库位",
        "Somebody else has taken these units; use another bin",
        Tone.NO,
        409,
    ),
    "stock.not_reserved": Message(
        "这 {units} 件已不归这个任务：别人已拣，或订单已撤回",
        "These {units} units no longer belong to this task: picked by somebody else, or "
        "the order was withdrawn",
        Tone.NO,
        409,
    ),
    "stock.not_in_totes": Message(
        "周转箱里没有这 {units} 件，请核对",
        "The totes do not hold these {units} units; please check",
        Tone.NO,
        409,
    ),
    "stock.not_there": Message(
        "{place} 里没有这 {units} 件",
        "There are no {units} such units at {place}",
        Tone.NO,
        409,
    ),
    "stock.unknown_bin": Message("没有这个库位：{bin}", "There is no bin {bin}", Tone.NO, 422),
    "stock.bad_bin": Message(
        "库位 {bin} 的字段 {field} 不对",
        "The field {field} of bin {bin} is wrong",
        Tone.NO,
        422,
    ),
    "stock.bin_in_use": Message(
        "库位 {bin} 里还有 {units} 件，先移走再改用途",
        "Bin {bin} still holds {units} units; move them before you change its use",
        Tone.NO,
        409,
    ),
    "stock.bad_quantity": Message(
        "数量不对：{quantity}", "{quantity} is not a good quantity", Tone.NO, 422
    ),
    "stock.bad_receipt": Message(
        "入库单 {receipt_no} 的这一行不对：单号、批次或品级",
        "This row of receipt {receipt_no} is wrong: number, lot or condition",
        Tone.NO,
        422,
    ),
    "inventory.putback.in_hand": Message(
        "{sku} 已拿 {units} 件，请扫要放回的库位",
        "{units} of {sku} in hand; now scan the bin they go into",
        Tone.OK,
        200,
    ),
    "inventory.putback.at_bin": Message(
        "库位 {bin}，请扫要放进去的商品",
        "Bin {bin}; now scan the unit that goes in",
        Tone.OK,
        200,
    ),
    "inventory.putback.put": Message(
        "{units} 件已放回 {bin}", "{units} put back into {bin}", Tone.OK, 200
    ),
    "inventory.putback.all_back": Message(
        "订单 {order_no} 的货全部放回了，最后一件在 {bin}",
        "All units of order {order_no} are back; the last one is in {bin}",
        Tone.DONE,
        200,
    ),
    "inventory.putback.nothing_left": Message(
        "订单 {order_no} 没有要放回的货",
        "Nothing of order {order_no} has to be put back",
        Tone.WARN,
        200,
    ),
    "inventory.putback.not_for_goods": Message(
        "{bin} 不是存货库位，请扫拣货位或备货位",
        "{bin} is no bin for stock; scan a pick or reserve bin",
        Tone.NO,
        200,
    ),
    "inventory.putback.not_of_order": Message(
        "这是 {sku}，不在订单 {order_no} 的放回清单里",
        "This is {sku}; it is not among what order {order_no} puts back",
        Tone.NO,
        200,
    ),
    "inventory.putback.too_many": Message(
        "{sku} 只有 {units} 件要放回",
        "Only {units} of {sku} have to be put back",
        Tone.WARN,
        200,
    ),
    "inventory.putback.unknown": Message(
        "不认识这个码：{scanned}", "Nobody knows the code {scanned}", Tone.NO, 200
    ),
}

MESSAGES |= UI
