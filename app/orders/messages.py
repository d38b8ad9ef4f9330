"""What is said about an order, wherever it is."""

from app.i18n import Message, Tone

MESSAGES = {
    "order.unknown": Message(
        "没有这个订单：{order_no}", "There is no such order: {order_no}", Tone.NO, 404
    ),
    "order.intercepted": Message(
        "停！订单 {order_no} 已拦截（{why}）。手里的货放到拦截区",
        "Stop: order {order_no} is intercepted ({why}). Put what you hold on the stop shelf",
        Tone.STOP,
        409,
    ),
    "order.still_open": Message(
        "订单 {order_no} 还没结束，个人信息还要用，结束后再删",
        "Order {order_no} is still being worked on; its personal data goes after its end",
        Tone.NO,
        409,
    ),
    "order.why.cancelled": Message("已取消", "cancelled"),
    "order.why.refund_asked": Message("买家申请退款", "refund asked"),
    "order.why.address_changed": Message("地址改了", "address changed"),
    "order.why.carrier_changed": Message("快递改了", "carrier changed"),
    "order.why.hub_hold": Message("订单中心暂停", "held by the hub"),
    "order.why.goods_changed": Message("商品改了", "goods changed"),
    "order.why.not_before": Message("还没到发货时间", "not before its date"),
    "order.why.risk": Message("风险审核", "risk review"),
    "order.why.recall": Message("召回", "recalled"),
    "order.hold.presale": Message("预售", "presale"),
    "order.hold.not_before": Message("未到发货时间", "not before its date"),
    "order.hold.risk_review": Message("风险审核", "risk review"),
    "order.hold.unpaid": Message("未付款", "unpaid"),
    "order.hold.short_stock": Message("库存不足", "short of stock"),
    "order.hold.short": Message("现场缺货", "found short"),
    "order.hold.cross_border": Message("跨境", "cross-border"),
    "order.hold.incomplete_address": Message("地址不全", "incomplete address"),
    "order.hold.unknown_sku": Message("未知 SKU", "unknown SKU"),
    "order.hold.unprintable": Message("有字打不出来", "cannot be printed"),
    "order.hold.unrouted": Message("未知标签", "unrouted"),
    "order.hold.hub": Message("订单中心暂停", "held by the hub"),
    "order.state.held": Message("暂停", "held"),
    "order.state.ready": Message("待排波", "ready"),
    "order.state.waved": Message("已排波", "waved"),
    "order.state.picking": Message("拣货中", "picking"),
    "order.state.picked": Message("拣完", "picked"),
    "order.state.packing": Message("打包中", "packing"),
    "order.state.packed": Message("已打包", "packed"),
    "order.state.staged": Message("待提货", "staged"),
    "order.state.shipped": Message("已发货", "shipped"),
    "order.state.putback": Message("待放回", "to put back"),
    "order.state.cancelled": Message("已取消", "cancelled"),
}
