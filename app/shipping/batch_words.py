"""What people are told about batches of pre-prints and basket tickets."""

from app.i18n import Message, Tone

BATCH_WORDS = {
    "batch.unknown": Message(
        "没有这批预打单 {batch}", "There is no batch {batch}", Tone.NO, 404
    ),
    "batch.empty": Message(
        "没有包裹可以预打：选一个波次，或填包裹号",
        "There is nothing to pre-print: choose a wave, or name parcels",
        Tone.NO,
        409,
    ),
    "batch.too_many": Message(
        "一批最多 {most} 个包裹，分几批打",
        "A batch holds {most} parcels at most: make several",
        Tone.NO,
        409,
    ),
    "batch.over": Message(
        "{batch} 已经打完，不能取消", "Batch {batch} is finished already", Tone.NO, 409
    ),
    "batch.not_ready": Message(
        "{batch} 还没有可以打开的文件", "Batch {batch} has no PDF yet", Tone.WAIT, 409
    ),
    "batch.bound_again": Message(
        "这批里有包裹被拦截或已经发走，正在重新装订，不含它们。等一下再打开",
        "Parcels of this batch were stopped, or left since: it is bound again without them. "
        "Open it in a moment",
        Tone.WARN,
        409,
    ),
    "batch.no_parcel": Message(
        "订单 {order_no} 还没有包裹，先在包装台打开",
        "Order {order_no} has no parcel yet: open it at a bench",
        Tone.NO,
        409,
    ),
    "batch.no_basket": Message(
        "波次 {wave} 里没有要拣的", "Wave {wave} has nothing to pick", Tone.NO, 409
    ),
    "batch.has_preprint": Message(
        "包裹 {parcel_no} 已经有预打单了",
        "Parcel {parcel_no} has its pre-print already",
        Tone.NO,
        409,
    ),
    "batch.was_cancelled": Message(
        "{batch} 取消时还没轮到", "Its turn had not come when {batch} was cancelled", Tone.OFF
    ),
    "batch.cannot_draw": Message(
        "面单画不出来：{trouble}。到包装台单独预打，会说清楚",
        "Its label cannot be drawn: {trouble}. Pre-print it at a bench: that says why",
        Tone.WARN,
        409,
    ),
    "batch.trouble.label.unprintable": Message("有字打不出来", "a character has no font"),
    "batch.trouble.label.too_long": Message("内容太长", "something is too long"),
    "batch.trouble.label.no_font": Message("服务器没有中文字体", "no Chinese font"),
    "batch.trouble.label.invalid": Message("内容不对", "something is not right"),
    "batch.trouble.label.mismatch": Message("回读不一致", "it reads back differently"),
    "batch.trouble.stopped": Message("画单程序停了", "the drawing process stopped"),
    "batch.trouble.changing": Message("包裹一直在变", "the parcel kept changing"),
    "batch.ui.title": Message("批量预打单", "Batch pre-prints"),
    "batch.ui.tickets": Message("篮单", "Basket tickets"),
    "batch.ui.make": Message("开始预打", "Pre-print"),
    "batch.ui.wave": Message("整个波次", "All of a wave"),
    "batch.ui.wave_hint": Message("波次号", "Wave number"),
    "batch.ui.list": Message("或这些包裹", "Or these parcels"),
    "batch.ui.list_hint": Message("扫或粘贴包裹号", "Scan or paste numbers"),
    "batch.ui.only_weighed": Message(
        "只打称重通过的包裹，其余列出原因",
        "Weighed parcels only; the others are listed with the reason",
    ),
    "batch.ui.batch": Message("批次", "Batch"),
    "batch.ui.from": Message("来自", "From"),
    "batch.ui.a_list": Message("包裹清单", "A list"),
    "batch.ui.state": Message("状态", "State"),
    "batch.ui.made": Message("谁做的", "Made"),
    "batch.ui.file": Message("文件", "File"),
    "batch.ui.open": Message("打开 PDF", "Open the PDF"),
    "batch.ui.cancel": Message("取消", "Cancel"),
    "batch.ui.sure": Message("再按一次取消", "Press again to cancel"),
    "batch.ui.done_of": Message("{done} / {of} 个包裹", "{done} of {of} parcels"),
    "batch.ui.archived": Message("已存档", "archived"),
    "batch.ui.left_out": Message("没打", "left out"),
    "batch.ui.waiting": Message("还没轮到", "still waiting"),
    "batch.ui.binding": Message("正在装订成一份 PDF", "Binding them into one PDF"),
    "batch.ui.nothing": Message("没有预打单可以装订", "There is no pre-print to bind"),
    "batch.ui.reasons": Message("没打的，为什么", "Left out, and why"),
    "batch.ui.none_left_out": Message("一个不落", "Nobody was left out"),
    "batch.ui.more_left_out": Message("还有 {n} 个没打", "{n} more were left out"),
    "batch.ui.refused": Message("没有做", "Not done"),
    "batch.ui.cancelled": Message("已取消，打好的会装订", "Cancelled; what is drawn is bound"),
    "batch.state.queued": Message("排队", "Queued"),
    "batch.state.drawing": Message("正在打", "Drawing"),
    "batch.state.done": Message("完成", "Done"),
    "batch.state.cancelled": Message("已取消", "Cancelled"),
}
