"""What the handheld's page says beside the verdicts."""

from app.i18n import Message

UI = {
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
