"""What people are told about changing waves, and on the waves' pages."""

from app.i18n import Message, Tone

EDITING = {
    "wave.not_locked": Message(
        "波次 {wave} 已经不在锁定状态，不能改",
        "Wave {wave} is not locked any more",
        Tone.NO,
        409,
    ),
    "wave.does_not_fit": Message(
        "{what} 和波次 {wave} 的截单、快递、国内外或危险品不同，不能放一起",
        "{what} differs from wave {wave} in cut-off, carrier, border or hazmat",
        Tone.NO,
        409,
    ),
    "wave.nothing_left": Message(
        "至少留一单在波次 {wave} 里", "Leave at least one order in wave {wave}", Tone.NO, 409
    ),
    "wave.same": Message("不能和自己合并", "A wave cannot be merged with itself", Tone.NO, 409),
    "wave.order_unknown": Message("没有订单 {order_no}", "No order {order_no}", Tone.NO, 404),
    "wave.order_not_ready": Message(
        "订单 {order_no} 现在不能组波（{state}）",
        "Order {order_no} cannot be waved now ({state})",
        Tone.NO,
        409,
    ),
    "wave.order_not_inside": Message(
        "订单 {order_no} 不在波次 {wave} 里",
        "Order {order_no} is not in wave {wave}",
        Tone.NO,
        409,
    ),
    "wave.order_no_stock": Message(
        "订单 {order_no} 库存不够", "Not enough stock for order {order_no}", Tone.NO, 409
    ),
    "wave.rule_unknown": Message(
        "没有这条波次规则", "There is no such wave rule", Tone.NO, 404
    ),
}
