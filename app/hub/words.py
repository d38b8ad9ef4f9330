"""Words on the page of an order that cannot be printed."""

from app.i18n import Message, Tone

UI = {
    "order.printable": Message(
        "订单 {order_no} 的收件人都打得出来，不用改",
        "Everything about the recipient of order {order_no} can be printed",
        Tone.WARN,
        409,
    ),
    "hub.ui.spelling": Message("面单写法", "Spelling on the label"),
    "hub.ui.spelling_say": Message(
        "有字打印机打不出来。写一个能打的写法；原来的会留着。",
        "No font here has some of these characters. Enter a spelling that can be printed; the "
        "original is kept.",
    ),
    "hub.ui.spelling_name": Message("收件人", "Recipient"),
    "hub.ui.spelling_address": Message("详细地址", "Address"),
    "hub.ui.original": Message("原文", "Original"),
    "hub.ui.no_font": Message("打不出来：{characters}", "Cannot be printed: {characters}"),
    "hub.ui.printable": Message("打得出来", "Can be printed"),
    "hub.ui.region": Message("前面会印", "Printed before it:"),
    "hub.ui.on_label": Message("面单上写", "On the label"),
    "hub.ui.type_here": Message("写一个能打的写法", "Enter a spelling that can be printed"),
    "hub.ui.save_spelling": Message("保存写法", "Save the spelling"),
    "hub.ui.not_saved": Message("没保存", "Not saved"),
}
