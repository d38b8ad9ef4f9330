"""What the hub, and people who look after it, are told."""

from app.hub.words import PRIVACY, UI
from app.i18n import Message, Tone

FIELDS = {
    "field.blank": Message("不能是空白", "It must not be blank", Tone.NO, 422),
    "field.control_character": Message(
        "含有控制字符，请去掉", "It holds a control character; take it out", Tone.NO, 422
    ),
    "field.decimals": Message(
        "金额最多两位小数", "An amount has at most two decimals", Tone.NO, 422
    ),
    "field.twice": Message("行号重复", "This line number stands twice", Tone.NO, 422),
    "field.other_warehouse": Message(
        "这个令牌不属于该仓库", "This token is not for that warehouse", Tone.NO, 422
    ),
    "field.clock": Message(
        "时刻要像 16:00，给的是 {got}", "Give a time of day like 16:00, not {got}", Tone.NO, 422
    ),
    "field.stretch": Message(
        "结束要晚于开始，最多 {days} 天",
        "The end must come after the start, at most {days} days later",
        Tone.NO,
        422,
    ),
}

ORDERS = {
    "privacy.unknown_carrier": Message(
        "没有这家快递：{carrier}", "There is no such carrier: {carrier}", Tone.NO, 404
    ),
    "order.conflict": Message(
        "订单 {order_no} 已存在且内容不同；改单请提高 version，并在波次放行之前",
        "Order {order_no} exists with other content; "
        "send a higher version before its wave is released",
        Tone.NO,
        409,
    ),
    "order.cancelled_before_create": Message(
        "订单 {order_no} 在创建之前已被取消",
        "Order {order_no} was cancelled before it came",
        Tone.NO,
        409,
    ),
    "order.merged": Message(
        "这个单号已并入订单 {order_no}",
        "This number was merged into order {order_no}",
        Tone.NO,
        409,
    ),
    "order.member_cancelled": Message(
        "合并单 {order_no} 里有一单已取消；请发去掉它的新版本，或取消整单",
        "A member of merged order {order_no} was cancelled: "
        "send a new version without it, or cancel the whole order",
        Tone.NO,
        409,
    ),
    "order.body_form": Message(
        "网址里的单号只能有字母、数字和 . _ -；请改用正文形式，例如 POST /hub/orders/cancel",
        "A number in the path has letters, digits and . _ - only; "
        "use the body form, for example POST /hub/orders/cancel",
        Tone.NO,
        422,
    ),
    "order.ended": Message(
        "订单 {order_no} 已是 {state}，不能再改",
        "Order {order_no} is {state}; nothing can be changed any more",
        Tone.NO,
        409,
    ),
    "order.all_inside": Message(
        "订单 {order_no} 还没有包裹交接出去，请取消整单",
        "No parcel of order {order_no} has left yet: cancel the whole order",
        Tone.NO,
        409,
    ),
    "order.not_short": Message(
        "订单 {order_no} 没有缺货待决定",
        "Order {order_no} does not wait for a decision about a short",
        Tone.NO,
        409,
    ),
    "order.nothing_picked": Message(
        "订单 {order_no} 一件也没拣到，只能等货或取消",
        "Nothing of order {order_no} was picked; let it wait or cancel it",
        Tone.NO,
        409,
    ),
    "order.still_unprintable": Message(
        "还有字打不出来：{characters}", "Still cannot be printed: {characters}", Tone.NO, 422
    ),
    "order.refusal_unknown": Message(
        "没有这条被拒记录：{id}", "There is no such refused order: {id}", Tone.NO, 404
    ),
}

FILES = {
    "file.ending": Message(
        "{file}：请给 .csv、.xlsx、.json 或 .jsonl 文件",
        "{file}: give a .csv, .xlsx, .json or .jsonl file",
        Tone.NO,
        422,
    ),
    "file.exists": Message(
        "{file} 已经有了，请换一个文件名",
        "{file} exists already; choose another name",
        Tone.NO,
        409,
    ),
    "file.no_folder": Message(
        "没有文件夹 {folder}，请先建好",
        "There is no folder {folder}; make it first",
        Tone.NO,
        422,
    ),
    "file.exported": Message("{rows} 行写入 {file}", "{rows} rows written to {file}"),
    "file.would_export": Message(
        "试运行，没有写文件。{rows} 行将写入 {file}",
        "Nothing was written. {rows} rows would go to {file}",
    ),
    "file.too_large": Message(
        "{file} 太大，请拆开", "{file} is too large; split it", Tone.NO, 422
    ),
    "file.unreadable": Message(
        "{file} 读不了（{why}）；请另存为 UTF-8 的 csv 或 xlsx",
        "{file} cannot be read ({why}); save it as UTF-8 csv or as xlsx",
        Tone.NO,
        422,
    ),
    "file.empty": Message(
        "文件是空的；第一行要写列名",
        "The file is empty; its first row names the columns",
        Tone.NO,
        422,
    ),
    "file.header": Message(
        "表头有重复或没有名字的列：{columns}",
        "Columns of the header stand twice or have no name: {columns}",
        Tone.NO,
        422,
    ),
    "file.entries": Message(
        'JSON 里要是一个列表，每项是一个对象，或 {{"{kind}": […]}}',
        'Give a list of objects, or {{"{kind}": […]}}',
        Tone.NO,
        422,
    ),
    "file.columns_missing": Message(
        "缺少列：{columns}", "Columns are missing: {columns}", Tone.NO, 422
    ),
    "file.columns_unknown": Message(
        "忽略的列：{columns}", "Columns ignored: {columns}", Tone.WARN, 200
    ),
    "file.opening_stock": Message(
        "没有 receipt_no：按期初库存计，每个 SKU 在每个库位只计一次",
        "No receipt_no: counted as opening stock, once per SKU and bin",
        Tone.WARN,
        200,
    ),
    "file.differs": Message(
        "同一订单的各行 {column} 不一致", "Rows of one order differ in {column}", Tone.NO, 422
    ),
    "file.row": Message("第 {row} 行{field}：{detail}", "row {row}{field}: {detail}"),
    "file.more_rows": Message(
        "还有 {count} 处没有列出：加 --json 可以看到全部",
        "… and {count} more: --json lists them all",
    ),
    "file.done": Message(
        "{rows} 行：新增 {added}，更新 {updated}，未变 {unchanged}，拒绝 {refused}",
        "{rows} rows: {added} added, {updated} updated, {unchanged} unchanged, "
        "{refused} refused",
    ),
    "file.checked": Message(
        "试运行，没有改动。{rows} 行：将新增 {added}，更新 {updated}，"
        "未变 {unchanged}，拒绝 {refused}",
        "Nothing was changed. {rows} rows would come to: {added} added, {updated} updated, "
        "{unchanged} unchanged, {refused} refused",
    ),
}

MESSAGES = FIELDS | ORDERS | FILES | UI | PRIVACY
