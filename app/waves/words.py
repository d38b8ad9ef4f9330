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
    "wave.bad_release_time": Message(
        "下发时间离现在最多 {days} 天",
        "A release is at most {days} days away",
        Tone.NO,
        422,
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
    "wave.aisle_unknown": Message(
        "没有巷道 {aisle}", "There is no aisle {aisle}", Tone.NO, 422
    ),
    "wave.aisles_disagree": Message(
        "巷道 {aisle} 和 {other} 是同一条通道，单行方向要一样",
        "Aisles {aisle} and {other} are one corridor: give both the same direction",
        Tone.NO,
        422,
    ),
    "wave.bins_cut_off": Message(
        "这样单行，巷道 {aisle} 有库位走不到，或者进去出不来",
        "With these one-way aisles, bins in {aisle} cannot be reached, or not left again",
        Tone.NO,
        422,
    ),
    "wave.rule_unknown": Message(
        "没有这条波次规则", "There is no such wave rule", Tone.NO, 404
    ),
}

PAGE = {
    "waves.ui.hand_over": Message("交接", "Hand-over"),
    "waves.ui.route_told": Message("行走路线，{n} 站，{m} 米", "The walk: {n} stops, {m} m"),
    "waves.ui.map": Message("仓库", "Warehouse"),
    "waves.ui.how_walks": Message("{what} 怎么走", "How {what} walks"),
    "waves.ui.cart_n": Message("第 {n} 趟", "trip {n}"),
    "waves.ui.saved": Message("比先到先拣少 {n} %", "{n} % less than first-come"),
    "waves.ui.picked_by": Message("预计拣完，截单 {time}", "picked by; cut-off {time}"),
    "waves.ui.picked_at": Message("拣完，截单 {time}", "picked; cut-off {time}"),
    "waves.ui.late": Message("晚 {n} 分", "{n} min late"),
    "waves.ui.spare": Message("余 {n} 分", "{n} min spare"),
    "waves.ui.spare_h": Message("余 {n} 小时", "{n} h spare"),
    "waves.ui.pickers_needed": Message(
        "人才来得及，现有 {n} 人", "needed to pick; {n} at work"
    ),
    "waves.ui.too_few": Message("人不够", "Too few"),
    "waves.ui.and_more": Message("还有 {n} 单", "and {n} more"),
    "waves.ui.earliest": Message("最早 {day}", "earliest {day}"),
    "waves.ui.is_in": Message("在波次 {wave} 里", "It is in wave {wave}"),
    "waves.ui.next_takes_it": Message(
        "没问题，下个波次就有", "Nothing is wrong: the next wave takes it"
    ),
    "waves.ui.why_not_one": Message("查一单为什么没进", "Why not this one order?"),
    "waves.ui.scan_order": Message("扫或输订单号", "Scan or type an order"),
    "waves.ui.zones": Message("库区", "Zones"),
    "waves.ui.lines_short": Message("行", "Lines"),
    "waves.ui.walk_short": Message("走", "Walk"),
    "waves.ui.time": Message("用时", "Time"),
    "waves.ui.one_pick": Message("1 件", "1 pick"),
    "waves.ui.more_picks": Message("2 件以上", "2 or more"),
    "waves.ui.planning": Message("正在排：{n} 单，走 {m}", "Planning: {n} orders, {m} walk"),
    "waves.ui.begins": Message("正在排…", "Planning…"),
    "waves.ui.stop": Message("停止", "Stop"),
    "waves.ui.goes_at": Message("{time} 自动下发", "Goes out at {time}"),
    "waves.ui.release_later": Message("到点自动下发", "Release at this time"),
    "waves.ui.change_time": Message("改下发时间", "Change the time"),
    "waves.ui.release_time": Message("下发时间", "Release time"),
    "waves.ui.take_out": Message("移出选中的单", "Take marked ones out"),
    "waves.ui.take_in": Message("加进来", "Take in"),
    "waves.ui.split": Message("选中的拆成新波次", "Split marked ones off"),
    "waves.ui.merge": Message("并进来", "Merge into this"),
    "waves.ui.other_wave": Message("另一个波次", "Another wave"),
    "waves.ui.mark_first": Message("先勾选订单", "Mark orders first"),
    "waves.ui.jump_in": Message("插单", "Jump in"),
    "waves.ui.jumped": Message("插进去了", "It is in"),
    "waves.ui.flash": Message("快闪波次", "Flash wave"),
    "waves.ui.jumped_onto": Message(
        "拣货单 {list}，波次 {wave}，多走 {n} 米", "List {list}, wave {wave}, {n} m more"
    ),
    "waves.ui.done": Message("好了", "Done"),
    "waves.ui.released_already": Message(
        "已下发，只有加急单还能插进来", "Released: only urgent orders join"
    ),
    "waves.ui.shares": Message("同一波", "Shares"),
    "waves.ui.over": Message("已结束，不再变了", "It is over and changes no more"),
    "waves.ui.by_itself": Message("系统自动", "the system"),
    "waves.ui.planned_by": Message("谁排的", "Planned by"),
    "waves.ui.rules": Message("规则", "Rules"),
    "waves.ui.no_rules": Message(
        "还没有规则。在下面选好条件，起个名字，存成规则。",
        "No rules yet. Choose below, give it a name, and save it as a rule.",
    ),
    "waves.ui.urgent_jump": Message("加急单自动插单", "Urgent orders jump in by themselves"),
    "waves.ui.urgent_on": Message(
        "拣货时来的加急单会自动插进去",
        "While lists are walked, urgent orders join by themselves",
    ),
    "waves.ui.urgent_off": Message(
        "加急单等下个波次，或手动插单",
        "Urgent orders wait for the next wave, or for you",
    ),
    "waves.ui.edit_rules": Message("改规则", "Edit rules"),
    "waves.ui.rule": Message("规则", "Rule"),
    "waves.ui.version": Message("版本 {n}", "version {n}"),
    "waves.ui.wants": Message("要什么单", "Wants"),
    "waves.ui.when": Message("什么时候", "When"),
    "waves.ui.edit": Message("改", "Edit"),
    "waves.ui.pause": Message("暂停", "Pause"),
    "waves.ui.resume": Message("恢复", "Resume"),
    "waves.ui.retire": Message("删除", "Remove"),
    "waves.ui.paused": Message("已暂停", "Paused"),
    "waves.ui.next_run": Message("下次 {time}", "Next at {time}"),
    "waves.ui.last_run": Message("上次 {time}，{n} 波", "Last at {time}, waves: {n}"),
    "waves.ui.nothing_due": Message("暂时没有要排的", "Nothing due"),
    "waves.ui.by_hand": Message("手动", "By hand"),
    "waves.ui.before_cut_off": Message("截单前 {n} 分", "{n} min before cut-off"),
    "waves.ui.held_for": Message("锁 {n} 分再下发", "locked for {n} min"),
    "waves.ui.saved_rule": Message("规则存好了", "Rule saved"),
    "waves.ui.save_rule": Message("存成规则", "Save as rule"),
    "waves.ui.clear": Message("清空", "Clear"),
    "waves.ui.more_rules": Message(
        "更多条件、时间表、存成规则", "More rules, schedule, save as a rule"
    ),
    "waves.ui.rule_name": Message("规则名", "Name of the rule"),
    "waves.ui.border": Message("国内还是跨境", "Border"),
    "waves.ui.shape": Message("订单形状", "Shape"),
    "waves.ui.zones_only": Message("只要这些库区", "Only these zones"),
    "waves.ui.zones_are": Message("库区 {z}", "Zones {z}"),
    "waves.ui.country": Message("目的国家", "Country"),
    "waves.ui.tag": Message("带这个标签", "With this tag"),
    "waves.ui.not_tag": Message("避开这个标签", "Not this tag"),
    "waves.ui.not_tag_is": Message("避开 #{tag}", "not #{tag}"),
    "waves.ui.cut_off_within": Message("多少分钟内截单", "Cut-off within, minutes"),
    "waves.ui.within": Message("{n} 分内截单", "cut-off within {n} min"),
    "waves.ui.slot_minutes": Message("截单时段，分钟", "Cut-off slot, minutes"),
    "waves.ui.most_lines": Message("每波最多行数", "Lines a wave, at most"),
    "waves.ui.at_most": Message("最多 {n} 单", "at most {n}"),
    "waves.ui.group_by": Message("还按什么分开", "Also keep apart by"),
    "waves.ui.by": Message("按{what}分", "by {what}"),
    "waves.ui.min_before": Message("截单前几分钟自动排", "Minutes before cut-off"),
    "waves.ui.at_times": Message("每天几点自动排", "Every day at"),
    "waves.ui.hold_min": Message("锁几分钟再下发", "Minutes locked"),
    "waves.ui.all_ready": Message("所有待排的单", "All ready orders"),
    "waves.group.priority": Message("急缓", "priority"),
    "waves.group.country": Message("国家", "country"),
    "waves.group.shop": Message("店铺", "shop"),
    "waves.group.service": Message("快递产品", "service"),
    "waves.shape.single_unit": Message("单品单件", "one unit"),
    "waves.shape.single_line": Message("单品", "one line"),
    "waves.shape.multi_line": Message("多行", "several lines"),
    "waves.ui.floor": Message("通道走法", "How the floor is walked"),
    "waves.ui.depot_x": Message("交接点：离最左多少米", "Hand-over: metres from the left"),
    "waves.ui.depot_y": Message("交接点：离前端多少米", "Hand-over: metres from the front"),
    "waves.ui.depot_say": Message(
        "每趟从交接点出发，也回到交接点", "Each trip begins and ends at the hand-over"
    ),
    "waves.ui.crossings": Message(
        "横通道：离前端多少米，逗号隔开，最多 4 条",
        "Cross-aisles: metres from the front, with commas, 4 at most",
    ),
    "waves.ui.crossings_ends": Message("通道两头各一条", "one at each end of the aisles"),
    "waves.ui.crossings_say": Message(
        "最深的库位离前端 {n} 米", "The deepest bin lies {n} m from the front"
    ),
    "waves.ui.crossings_numbers": Message(
        "横通道只填米数，用逗号隔开", "Cross-aisles: metres only, with commas between"
    ),
    "waves.ui.aisles": Message("通道", "Aisles"),
    "waves.ui.at_x": Message("{n} 米", "{n} m"),
    "waves.ui.way_both": Message("双向", "both ways"),
    "waves.ui.way_deeper": Message("↑ 只往里走", "↑ inwards only"),
    "waves.ui.way_back": Message("↓ 只往外走", "↓ outwards only"),
    "waves.ui.save_ways": Message("保存走法", "Save"),
    "waves.ui.ways_saved": Message("下一次排波次就按这个走", "The next plan walks this way"),
    "waves.ui.cut_off_now": Message(
        "按现在的单行方向，{aisles} 走不到。改好之前，所有通道都按双向走。",
        "With these arrows nobody gets to {aisles}. Until that is mended, all aisles are"
        " walked both ways.",
    ),
    "waves.why.not_wanted": Message("规则没选", "Not what the rules want"),
    "waves.why.next_wave": Message("可以排，轮到下一波", "Ready, for the next wave"),
}
