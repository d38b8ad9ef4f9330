"""What the floor says about stock."""

from app.i18n import Message, Tone

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
    "stock.bad_quantity": Message(
        "数量不对：{quantity}", "{quantity} is not a good quantity", Tone.NO, 422
    ),
    "stock.bad_receipt": Message(
        "入库单 {receipt_no} 的这一行不对：单号、批次或品级",
        "This row of receipt {receipt_no} is wrong: number, lot or condition",
        Tone.NO,
        422,
    ),
}
