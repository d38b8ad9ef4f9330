"""Words on the pages of a spelling and of personal data."""

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

PRIVACY = {
    "privacy.ui.title": Message("个人信息", "Personal data"),
    "privacy.ui.say": Message(
        "收件人是谁，用完就删；每次改动都有记录",
        "Whom an order was for is deleted in time; every change here is on record",
    ),
    "privacy.ui.kept": Message("保留多久", "How long it is kept"),
    "privacy.ui.kept_say": Message(
        "订单发走或取消后，过了这些天，姓名、电话、地址、备注、面单文件、退货照片都会自动删掉。单号、重量、状态和哈希会留着。",
        "So many days after an order was shipped or cancelled its name, phone, address, notes, "
        "label files and photos are deleted. Numbers, weights, states and hashes stay.",
    ),
    "privacy.ui.days": Message("天数（1 到 3650）", "Days (1 to 3650)"),
    "privacy.ui.save": Message("保存", "Save"),
    "privacy.ui.refused": Message("没做成", "Not done"),
    "privacy.ui.due": Message("现在到期的", "Due now"),
    "privacy.due.orders": Message("订单", "Orders"),
    "privacy.due.refusals": Message("被拒的订单", "Refused orders"),
    "privacy.due.photos": Message("退货照片", "Photos of returns"),
    "privacy.due.drivers": Message("交接单上的司机", "Drivers on hand-over sheets"),
    "privacy.due.files": Message("文件", "Files"),
    "privacy.due.backups": Message("备份", "Backups"),
    "privacy.ui.due_say": Message(
        "每小时自动删一次，每次最多一百单", "Deleted every hour, a hundred orders at a time"
    ),
    "privacy.ui.unmasked": Message("面单上不打码的快递", "Carriers that get unhidden labels"),
    "privacy.ui.unmasked_say": Message(
        "默认都打码：姓名、电话、门牌号藏起来。只有打了码就送不到的快递才勾上。预打单总是打码。",
        "Every label hides name, phone and room. Tick only a carrier that cannot deliver such "
        "a label. Pre-prints always hide them.",
    ),
    "privacy.ui.no_carriers": Message(
        "还没有快递，先导入", "There are no carriers yet: import them first"
    ),
    "privacy.ui.erase": Message("买家要求现在就删", "A buyer asks for it now"),
    "privacy.ui.erase_say": Message(
        "订单已经发走或取消才能删。删了找不回来。",
        "The order must have been shipped or cancelled. What is deleted is gone for good.",
    ),
    "privacy.ui.order_no": Message("订单号", "Order number"),
    "privacy.ui.erase_now": Message("删掉这单的个人信息", "Delete this order's personal data"),
    "privacy.ui.again": Message("再按一次", "Press again"),
    "privacy.ui.erase_sure": Message(
        "按了就删 {order_no}，找不回来", "Then {order_no} is deleted for good"
    ),
    "privacy.ui.gone": Message("删掉了", "Deleted"),
    "privacy.ui.erased": Message(
        "{order_no} 的个人信息已经删掉", "The personal data of {order_no} is deleted"
    ),
    "privacy.ui.changes": Message("谁改过", "Who changed it"),
    "privacy.ui.when": Message("时间", "When"),
    "privacy.ui.who": Message("谁", "Who"),
    "privacy.ui.what": Message("改成", "Changed to"),
    "privacy.ui.kept_days": Message("保留 {days} 天", "kept {days} days"),
    "privacy.ui.none_unmasked": Message("全部打码", "all hidden"),
    "privacy.ui.some_unmasked": Message("不打码：{carriers}", "not hidden: {carriers}"),
    "privacy.ui.never_changed": Message("没改过，用的是默认值", "Never changed: the defaults"),
}
