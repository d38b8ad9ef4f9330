"""What people are told about waves."""

from app.i18n import Message, Tone

MESSAGES = {
    "wave.unknown": Message("没有波次 {wave}", "There is no wave {wave}", Tone.NO, 404),
    "wave.released_already": Message(
        "波次 {wave} 已经下发", "Wave {wave} is released already", Tone.WARN, 409
    ),
    "wave.over": Message("波次 {wave} 已经结束或取消", "Wave {wave} is over", Tone.NO, 409),
    "wave.nothing_ready": Message(
        "现在没有可以组波的订单", "No order can be waved now", Tone.WARN, 409
    ),
    "waves.ui.title": Message("波次", "Waves"),
    "waves.ui.preview": Message("预览", "Preview"),
    "waves.ui.lock": Message("锁定", "Lock"),
    "waves.ui.release": Message("下发", "Release"),
    "waves.ui.cancel": Message("取消波次", "Cancel wave"),
    "waves.ui.not_visible": Message("已锁定：PDA 还看不到", "Locked: PDAs do not see it"),
    "waves.ui.released": Message("已下发", "Released"),
    "waves.ui.why_not": Message("为什么不在这个波次", "Why not in this wave"),
    "waves.ui.lists": Message("{n} 张拣货单", "{n} lists"),
    "waves.ui.orders": Message("{n} 单", "{n} orders"),
    "waves.ui.lines": Message("{n} 行", "{n} lines"),
    "waves.ui.walk": Message("走 {n} 米", "{n} m walk"),
    "waves.ui.missed": Message("已过截单", "Cut-off missed"),
    "waves.ui.domestic": Message("国内", "Domestic"),
    "waves.ui.cross_border": Message("跨境", "Cross-border"),
    "waves.ui.hazmat": Message("危险品 {kind}", "Hazmat {kind}"),
    "waves.state.locked": Message("已锁定", "Locked"),
    "waves.state.released": Message("已下发", "Released"),
    "waves.state.picking": Message("拣货中", "Picking"),
    "waves.state.done": Message("已完成", "Done"),
    "waves.state.cancelled": Message("已取消", "Cancelled"),
    "waves.mode.single": Message("单品单件", "Single items"),
    "waves.mode.cluster": Message("边拣边分", "Cart, sort while picking"),
    "waves.mode.zone": Message("分区拣", "Zone"),
    "waves.why.no_stock": Message("库存不够", "Short stock"),
    "waves.why.nothing_to_pick": Message("没有要拣的", "Nothing to pick"),
    "waves.why.cap": Message("这次排不下，下个波次", "Over the cap, next wave"),
    "waves.why.intercepted": Message("被拦截", "Intercepted"),
    "waves.why.presale": Message("预售", "Presale"),
    "waves.why.not_before": Message("还没到时间", "Not before its date"),
    "waves.why.risk_review": Message("风控审核", "Risk review"),
    "waves.why.unpaid": Message("未付款", "Unpaid"),
    "waves.why.short_stock": Message("缺货", "Short stock"),
    "waves.why.short": Message("拣货时缺货", "Found short on the floor"),
    "waves.why.cross_border": Message("跨境，待审核", "Cross-border review"),
    "waves.why.incomplete_address": Message("地址不全", "Incomplete address"),
    "waves.why.unknown_sku": Message("没有这个 SKU", "Unknown SKU"),
    "waves.why.unprintable": Message("有打不出的字", "A character cannot be printed"),
    "waves.why.unrouted": Message("标签不认识，待分派", "Unknown tag, not routed"),
    "waves.why.hub": Message("平台要求暂停", "Held by the hub"),
}
