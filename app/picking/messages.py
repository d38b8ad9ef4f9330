"""What pickers are told. A sentence says what it is, what is needed, and where."""

from app.i18n import Message, Tone
from app.picking.words import UI

_OK, _NO, _WARN, _STOP = Tone.OK, Tone.NO, Tone.WARN, Tone.STOP

COUNTED = {
    "picking.ok.bin": Message("库位对，拿 {n} 件", "Right bin. Take {n}", _OK, 200),
    "picking.ok.item": Message(
        "{picked}/{n}，还要 {left} 件", "{picked}/{n}, {left} to go", _OK, 200
    ),
    "picking.ok.all_items": Message(
        "{n} 件齐了，放进 {slot} 号格的箱子", "All {n}. Put them into slot {slot}", _OK, 200
    ),
    "picking.ok.tote_bound": Message(
        "{tote} 放 {slot} 号格", "{tote} goes onto slot {slot}", _OK, 200
    ),
    "picking.task_done": Message(
        "放好了。下一个：{bin}，{n} 件", "Done. Next: {bin}, {n} pcs", _OK, 200
    ),
    "picking.list_done": Message(
        "{pick_list} 拣完了，推车送打包台",
        "{pick_list} is all picked. Take the cart to packing",
        Tone.DONE,
        200,
    ),
    "picking.list_done.wall": Message(
        "{pick_list} 拣完了，推车送播种墙",
        "{pick_list} is all picked. Take it to the put wall",
        Tone.DONE,
        200,
    ),
    "picking.short.elsewhere": Message(
        "{bin} 排队盘点。{other} 还有，去那里拿 {units} 件",
        "{bin} will be counted. Take {units} from {other} instead",
        _OK,
        200,
    ),
    "picking.short.nowhere": Message(
        "{bin} 排队盘点。别处没有了，接着拣",
        "{bin} will be counted. No other bin has it, go on",
        _OK,
        200,
    ),
    "picking.not_short": Message(
        "{n} 件都在，不缺", "All {n} are there, nothing is short", _OK, 200
    ),
    "picking.skipped": Message(
        "{bin} 放到最后。下一个：{next}", "{bin} comes last. Next: {next}", _OK, 200
    ),
    "picking.skipped.put_back": Message(
        "手里的 {n} 件放回 {bin}，这个放到最后。下一个：{next}",
        "Put the {n} in your hand back in {bin}; it comes last. Next: {next}",
        _OK,
        200,
    ),
    "picking.unpicked": Message(
        "{n} 件放回 {bin}。现在 {picked}/{quantity}",
        "Put {n} back in {bin}. Now {picked}/{quantity}",
        _OK,
        200,
    ),
    "picking.unpicked.from_tote": Message(
        "从 {tote} 拿出 {n} 件，送去放回",
        "Take {n} out of {tote} and bring them to put-back",
        _OK,
        200,
    ),
    "picking.tote_full": Message(
        "{tote} 满了。给 {slot} 号格扫一个空箱",
        "{tote} is full. Scan an empty tote for slot {slot}",
        _OK,
        200,
    ),
}

REFUSED = {
    "picking.wrong_bin.bin": Message(
        "这里是 {code}，要去 {bin}", "This is {code}; go to {bin}", _NO, 200
    ),
    "picking.wrong_bin.item": Message(
        "这是{seen}。先扫库位 {bin}", "This is {seen}. Scan the bin {bin} first", _NO, 200
    ),
    "picking.wrong_bin.tote": Message(
        "{code} 是周转箱。先扫库位 {bin}",
        "{code} is a tote. Scan the bin {bin} first",
        _NO,
        200,
    ),
    "picking.wrong_item.item": Message(
        "这是{seen}，放回去。要的是{name}，在 {bin}",
        "This is {seen}, put it back. Need {name}, in {bin}",
        _NO,
        200,
    ),
    "picking.wrong_item.bin": Message(
        "这里是库位 {code}。要扫 {bin} 里的{name}",
        "That is bin {code}. Scan {name} from {bin}",
        _NO,
        200,
    ),
    "picking.wrong_item.tote": Message(
        "{code} 是周转箱。货还没拿齐，先扫{name}",
        "{code} is a tote. Not all are taken yet: scan {name}",
        _NO,
        200,
    ),
    "picking.wrong_item.lot": Message(
        "批次不对：这是 {lot}，要 {want}", "Wrong lot: this is {lot}, need {want}", _NO, 200
    ),
    "picking.wrong_tote.slot": Message(
        "{code} 在 {there} 号格，要放 {slot} 号格",
        "{code} is on slot {there}; put them into slot {slot}",
        _NO,
        200,
    ),
    "picking.wrong_tote.tote": Message(
        "{slot} 号格的箱子是 {tote}，不是 {code}",
        "Slot {slot} has {tote}, not {code}",
        _NO,
        200,
    ),
    "picking.wrong_tote.item": Message(
        "这是{seen}。{name} 已拿齐，扫 {slot} 号格的箱子",
        "This is {seen}. {name} is complete: scan the tote on slot {slot}",
        _NO,
        200,
    ),
    "picking.wrong_tote.bin": Message(
        "{code} 是库位。扫 {slot} 号格的箱子",
        "{code} is a bin. Scan the tote on slot {slot}",
        _NO,
        200,
    ),
    "picking.tote_is_full": Message(
        "{code} 已经满了，扫 {slot} 号格的新箱子",
        "{code} is full; scan the new tote on slot {slot}",
        _NO,
        200,
    ),
    "picking.other_order": Message(
        "{code} 是别的单的箱子。要放 {slot} 号格",
        "{code} belongs to another order. Put them into slot {slot}",
        _NO,
        200,
    ),
    "picking.unknown_code": Message(
        "不认识 {code}。要的是{name}，在 {bin}",
        "Nobody knows {code}. Need {name}, in {bin}",
        _NO,
        200,
    ),
    "picking.ambiguous": Message(
        "{code} 有不止一个意思，再扫另一个码",
        "{code} means more than one thing; scan another code on it",
        _WARN,
        200,
    ),
    "picking.over_quantity": Message(
        "{n} 件已经够了。没有计数，放回 {bin}",
        "{n} are enough. Not counted: put it back in {bin}",
        _WARN,
        200,
    ),
    "picking.over_quantity.pack": Message(
        "这一扫是 {n} 件，只要 {left} 件。没有计数，拿单件",
        "That is {n}, only {left} wanted. Not counted: take single ones",
        _WARN,
        200,
    ),
    "picking.bounce": Message("扫了两下，只算一件", "Read twice, counted once", _WARN, 200),
    "picking.expired_lot": Message(
        "批次 {lot} 已过期（{expiry}），不要拿",
        "Lot {lot} expired on {expiry}: leave it",
        _NO,
        200,
    ),
    "picking.serial_needed": Message(
        "再扫这一件的序列号", "Scan the serial number of this one, too", _WARN, 200
    ),
    "picking.at_bin_already": Message(
        "就是这个库位，现在扫货", "This is the bin. Scan the item now", _WARN, 200
    ),
    "picking.now_the_tote": Message(
        "{n} 件拿齐了，扫 {slot} 号格的箱子",
        "All {n} are taken: scan the tote on slot {slot}",
        _WARN,
        200,
    ),
    "picking.task_over": Message("这一行已经做完", "This line is done already", _WARN, 200),
    "picking.superseded": Message(
        "{was} 不用再拣，请去 {bin}",
        "Nothing is needed from {was} any more; go to {bin}",
        _WARN,
        200,
    ),
    "picking.surplus": Message(
        "有订单取消了：把手里的{name}放回 {n} 件到 {bin}，再继续扫",
        "An order was cancelled: put {n} of {name} back into {bin}, then go on",
        _STOP,
        200,
    ),
    "picking.plan_changed": Message(
        "计划刚变了，看屏幕上的下一步",
        "The plan has just changed: see the next step",
        _WARN,
        200,
    ),
    "picking.list_over": Message("{pick_list} 已经结束", "{pick_list} is over", _WARN, 200),
    "picking.no_tote_yet": Message(
        "{slot} 号格还没有箱子", "Slot {slot} has no tote yet", _WARN, 200
    ),
    "picking.nothing_in_hand": Message(
        "这一行手里没有货", "Nothing of this line is in your hand", _WARN, 200
    ),
    "picking.unpick_too_late": Message(
        "这一单已到打包台，退货找主管",
        "This order is at the bench already: ask a supervisor",
        _WARN,
        200,
    ),
    "picking.reassigned": Message(
        "{pick_list} 现在归 {person}。手里的货放回原位",
        "{pick_list} is with {person} now. Put what you hold back",
        _WARN,
        200,
    ),
    "picking.not_claimed": Message(
        "{pick_list} 还没人领，先领任务", "Nobody has {pick_list}; take it first", _WARN, 200
    ),
    "picking.intercepted.put_back": Message(
        "订单 {order_no} 停（{why}）。手里的 {n} 件{name}放回 {bin}，再去 {next}",
        "Order {order_no} must stop ({why}). Put the {n} × {name} back in {bin}, then {next}",
        _STOP,
        200,
    ),
    "picking.intercepted.put_back_last": Message(
        "订单 {order_no} 停（{why}）。手里的 {n} 件{name}放回 {bin}，这张单没有别的了",
        "Order {order_no} must stop ({why}). Put the {n} × {name} back in {bin}; "
        "nothing else is left on this list",
        _STOP,
        200,
    ),
    "picking.intercepted.go_on": Message(
        "订单 {order_no} 停（{why}）。不要拿{name}，接着去 {next}",
        "Order {order_no} must stop ({why}). Leave {name}, go on to {next}",
        _STOP,
        200,
    ),
    "picking.intercepted.list_over": Message(
        "订单 {order_no} 停（{why}）。不要拿{name}，这张单没有别的了",
        "Order {order_no} must stop ({why}). Leave {name}; nothing else is left on this list",
        _STOP,
        200,
    ),
    "picking.list_cancelled": Message(
        "{pick_list} 取消了。手里的货放回原位，箱子送去放回",
        "{pick_list} was cancelled. Put what you hold back, and bring the totes to put-back",
        _STOP,
        200,
    ),
}

CALLS = {
    "scan.gap": Message(
        "中间少了扫描，下一个应是 {wanted} 号",
        "Scans are missing in between; number {wanted} comes next",
        Tone.SRV,
        409,
    ),
    "picking.unknown_list": Message(
        "没有拣货单 {pick_list}", "There is no pick list {pick_list}", _NO, 404
    ),
    "picking.no_work": Message(
        "现在没有要拣的，稍等", "Nothing to pick right now, wait a moment", _WARN, 404
    ),
    "picking.cart_in_use": Message(
        "{cart} 正在用（{pick_list}），换一辆车",
        "{cart} is in use ({pick_list}); take another cart",
        _NO,
        409,
    ),
    "picking.not_walking": Message(
        "{pick_list} 现在没人在拣", "Nobody is walking {pick_list} now", _WARN, 409
    ),
    "picking.unknown_colleague": Message(
        "工牌 {badge} 不是拣货员", "Badge {badge} is no picker's", _NO, 404
    ),
    "picking.colleague_busy": Message(
        "{person} 手上还有一张单", "{person} has another list in hand", _WARN, 409
    ),
}

MESSAGES = {**COUNTED, **REFUSED, **CALLS, **UI}
