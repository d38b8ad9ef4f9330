"""What pickers are told. A sentence says what it is, what is needed, and where."""

from app.i18n import Message, Tone

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

UI = {  # what the handheld's page says
    "picking.ui.take_work": Message("领任务", "Take work"),
    "picking.ui.take_work_say": Message("扫拣货车，或按开始", "Scan a cart, or press Start."),
    "picking.ui.scan_cart": Message("扫拣货车", "Scan a cart"),
    "picking.ui.begin": Message("开始", "Start"),
    "picking.ui.no_list": Message("没领到", "No list"),
    "picking.ui.tote_onto": Message("周转箱放上车", "Put a tote on the cart"),
    "picking.ui.slot": Message("{n} 号箱", "Slot {n}"),
    "picking.ui.scan_new_tote": Message("扫 {n} 号箱的码", "Scan tote for slot {n}"),
    "picking.ui.not_a_tote": Message(
        "{code} 不是周转箱。扫一个 T 开头的箱码，放到 {n} 号位",
        "{code} is no tote. Scan one (T and digits) for slot {n}",
    ),
    "picking.ui.walk": Message("先去拣", "Start walking"),
    "picking.ui.go_to_bin": Message("去库位", "Go to bin"),
    "picking.ui.level_bottom": Message("第 1 层 · 最底层", "Level 1 · bottom shelf"),
    "picking.ui.scan_bin": Message("扫库位 {bin}", "Scan bin {bin}"),
    "picking.ui.then_into": Message("然后放入", "Then into"),
    "picking.ui.scan_item": Message("扫货品，还要 {n} 件", "Scan the item, {n} to go"),
    "picking.ui.put_one": Message("放入", "Put it into"),
    "picking.ui.put_all": Message("{n} 件都放入", "Put all {n} into"),
    "picking.ui.scan_tote": Message("扫 {n} 号箱", "Scan tote in slot {n}"),
    "picking.ui.piece": Message("{n} 件", "{n} pc"),
    "picking.ui.into_done": Message("{slot} · {n} 件", "{slot} · {n} in"),
    "picking.ui.one_more": Message("再拿 1 件", "One more to take"),
    "picking.ui.more_to_take": Message("再拿 {n} 件", "{n} more to take"),
    "picking.ui.need_in": Message("要的是，在", "Need, in"),
    "picking.ui.say_take": Message("放回去，拿“{mark}”的", "Put it back. Take {mark}"),
    "picking.ui.say_back": Message("放回去，看图拿", "Put it back. Take the one shown"),
    "picking.ui.say_bin": Message("去 {bin}", "Go to {bin}"),
    "picking.ui.say_tote": Message("放进 {n} 号箱", "Put it into slot {n}"),
    "picking.ui.say_over": Message("没计数，放回 {bin}", "Not counted. Put it back in {bin}"),
    "picking.ui.say_bounce": Message(
        "扫得太快，只算 1 件", "Scanned twice at once; it counts once"
    ),
    "picking.ui.say_already": Message(
        "库位扫过了，接着扫下一步", "The bin is done; go on with the next step"
    ),
    "picking.ui.trouble": Message("服务器不通", "Server trouble"),
    "picking.ui.kept": Message("你的扫描已存，会再发", "Your scan is kept and sent again"),
    "picking.ui.trouble_say": Message(
        "这一下别再扫。接着扫下一个，会排队补发。",
        "Do not scan this one again. Go on with the next; it will queue.",
    ),
    "picking.ui.last_scan": Message("上一次扫描", "Last scan"),
    "picking.ui.tell_supervisor": Message(
        "告诉主管这个号：", "Tell your supervisor this number:"
    ),
    "picking.ui.go_on": Message("接着拣", "Go on"),
    "picking.ui.told": Message("{word} {code}", "{word} {code}"),
    "picking.ui.queued": Message("{code} 已存，联网后判", "{code} kept, judged later"),
    "picking.ui.order_stopped": Message(
        "订单 {order_no} 不用再拣了",
        "Order {order_no} is not to be picked any more",
    ),
    "picking.ui.stopped": Message("订单已拦截", "Order intercepted"),
    "picking.ui.in_hand": Message("你手里这 {n} 件", "These {n} units in your hand"),
    "picking.ui.in_hand_one": Message("你手里这 {n} 件", "This {n} unit in your hand"),
    "picking.ui.nothing_in_hand": Message(
        "手里没有它的货，接着扫下一个", "Nothing of it is in your hand. Go on with the next."
    ),
    "picking.ui.back_into": Message("放回库位", "Put back into"),
    "picking.ui.totals": Message("{lines} 行 · {units} 件", "{lines} lines · {units} units"),
    "picking.ui.cart_to": Message("推车去", "Take the cart to"),
    "picking.ui.wall": Message("播种墙", "Put wall"),
    "picking.ui.packing": Message("打包区", "Packing"),
    "picking.ui.next_list": Message("下一单", "Next list"),
    "picking.ui.only_you": Message("只有你看得到：", "Only you see this:"),
    "picking.ui.per_hour": Message("{n} 行/时", "{n} lines/h"),
    "picking.ui.wrong_scans": Message("扫错 {n} 次", "{n} wrong scans"),
    "picking.ui.wanted": Message("要 {n} 件", "{n} wanted"),
    "picking.ui.how_many": Message("找到几件？", "How many did you find?"),
    "picking.ui.one_less": Message("少一件", "One less"),
    "picking.ui.one_more_found": Message("多一件", "One more"),
    "picking.ui.why_short": Message(
        "为什么？扫原因码，或按：", "Why? Scan the reason, or press:"
    ),
    "picking.ui.reason_none": Message("库位空了", "Bin is empty"),
    "picking.ui.reason_damaged": Message("剩下的坏了", "The rest is damaged"),
    "picking.ui.reason_wrong_goods": Message("里面是别的货", "Wrong goods in the bin"),
    "picking.ui.scan_reason": Message("扫原因码 R1–R3", "Scan reason R1 to R3"),
    "picking.ui.not_short": Message("不缺，回去", "Not short, go back"),
    "picking.ui.short_noted": Message("已记缺 {n} 件", "{n} short, noted"),
    "picking.ui.count_queued": Message("{bin} 已排队盘点", "{bin} is queued for a count"),
    "picking.ui.scan_again": Message("再扫 {code}", "Scan {code}"),
    "picking.ui.scan_confirm": Message("扫 WG:CONFIRM", "Scan WG:CONFIRM"),
    "picking.ui.scan_or_press": Message("扫码或按键", "Scan or press"),
    "picking.ui.skip": Message("跳过", "Skip"),
    "picking.ui.skip_ask": Message("先跳过？", "Skip it?"),
    "picking.ui.skip_say": Message("{bin} 排到最后再去", "{bin} comes last in the walk."),
    "picking.ui.skip_done": Message("{bin} 最后再去", "{bin} comes last"),
    "picking.ui.unpick": Message("放回 1 件", "Put one back"),
    "picking.ui.unpick_ask": Message("放回 1 件？", "Put one back?"),
    "picking.ui.unpick_say": Message(
        "放回 {bin}，少算 1 件", "Into {bin}; it counts one less."
    ),
    "picking.ui.unpick_done": Message("{bin} 放回 1 件", "One back in {bin}"),
    "picking.ui.tote_full": Message("箱满了", "Tote is full"),
    "picking.ui.tote_full_ask": Message("箱满了？", "Tote full?"),
    "picking.ui.tote_full_say": Message(
        "{n} 号箱换新箱，其余放新箱", "The next tote joins slot {n} and takes the rest."
    ),
    "picking.ui.tote_full_done": Message("{n} 号箱换新箱", "Slot {n} takes a new tote"),
    "picking.ui.pause": Message("暂停", "Pause"),
    "picking.ui.pause_ask": Message("先停下？", "Pause?"),
    "picking.ui.pause_say": Message(
        "这单留着，回来从这里接着拣", "The list waits; it goes on from here."
    ),
    "picking.ui.hand_over": Message("交给别人", "Hand over"),
    "picking.ui.hand_over_ask": Message("交给别人？", "Hand it over?"),
    "picking.ui.hand_over_say": Message(
        "同事扫工牌，这单归他", "The colleague's badge takes the list and the cart."
    ),
    "picking.ui.scan_colleague": Message("扫同事工牌", "Scan colleague's badge"),
    "picking.ui.not_yet": Message("还不行", "Not yet"),
    "picking.ui.send_first": Message(
        "还有 {n} 条没发出去，联网后再试", "{n} scans are not sent yet; try again online"
    ),
    "picking.ui.conflicts": Message(
        "{n} 条离线扫描改判了，请看", "{n} offline scans came out otherwise"
    ),
    "picking.ui.conflicts_say": Message(
        "离线时做的，服务器判得不一样：", "Done offline, judged otherwise by the server:"
    ),
    "picking.ui.read": Message("看过了", "I have read it"),
    "picking.ui.speech_on": Message("打开语音提示", "Turn spoken prompts on"),
    "picking.ui.speech_off": Message("关掉语音提示", "Turn spoken prompts off"),
    "picking.ui.no_tls": Message(
        "这个地址没有加密：相机和屏幕常亮不能用。请管理员打开 HTTPS。",
        "Not encrypted: no camera, no wake lock. Ask an administrator for HTTPS.",
    ),
}

MESSAGES = {**COUNTED, **REFUSED, **CALLS, **UI}
