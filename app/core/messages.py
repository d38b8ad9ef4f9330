"""What the floor says when the request itself, or the store, is the trouble."""

from app.i18n import Message, Tone

FIELDS = {
    "field.missing": Message("缺少这个字段", "This field is missing", Tone.NO, 422),
    "field.unknown": Message(
        "没有这个字段，请去掉", "There is no such field; leave it out", Tone.NO, 422
    ),
    "field.offset": Message(
        "时间要带时区，例如 2026-11-22T08:00:00+08:00",
        "A time needs its offset, for example 2026-11-22T08:00:00+08:00",
        Tone.NO,
        422,
    ),
    "field.time": Message(
        "不是 ISO 8601 时间，例如 2026-11-22T08:00:00+08:00",
        "This is no ISO 8601 time, such as 2026-11-22T08:00:00+08:00",
        Tone.NO,
        422,
    ),
    "field.year": Message(
        "年份要在 {first} 到 {last} 之间", "The year must be {first} to {last}", Tone.NO, 422
    ),
    "field.choice": Message(
        "不认识的值：{got}", "Not one of the values it can have: {got}", Tone.NO, 422
    ),
    "field.length": Message("长度要 {limit}", "Its length must be {limit}", Tone.NO, 422),
    "field.range": Message("数值要 {limit}", "It must be {limit}", Tone.NO, 422),
    "field.form": Message("格式不对", "It has the wrong form", Tone.NO, 422),
    "field.type": Message(
        "要 {wanted}，给的是 {got}", "Give {wanted}, not {got}", Tone.NO, 422
    ),
    "field.wanted.str": Message("文字", "a text"),
    "field.wanted.int": Message("整数", "a whole number"),
    "field.wanted.float": Message("数字", "a number"),
    "field.wanted.decimal": Message("数字", "a number"),
    "field.wanted.bool": Message("true 或 false", "true or false"),
    "field.wanted.datetime": Message("带时区的时间", "a time with its offset"),
    "field.wanted.date": Message("日期", "a date"),
    "field.wanted.array": Message("列表", "a list"),
    "field.wanted.object": Message("对象", "an object"),
    "field.got.str": Message("文字", "a text"),
    "field.got.int": Message("整数", "a whole number"),
    "field.got.float": Message("小数", "a number with decimals"),
    "field.got.bool": Message("true 或 false", "true or false"),
    "field.got.null": Message("空值", "null"),
    "field.got.array": Message("列表", "a list"),
    "field.got.object": Message("对象", "an object"),
    "field.other": Message("不对：{why}", "Wrong: {why}", Tone.NO, 422),
    "field.either": Message(
        "单个动作和批量列表只能给一种",
        "Give one action or a list of them, not both and not neither",
        Tone.NO,
        422,
    ),
    "field.given_twice": Message("只能给一次", "Give it once", Tone.NO, 422),
}

MESSAGES = FIELDS | {
    "request.bad_json": Message(
        "不是合格的 JSON：{why}{_at}", "This is not good JSON: {why}{_at}", Tone.NO, 400
    ),
    "request.why.syntax": Message("写法不对，行:列", "wrong syntax at line:column"),
    "request.why.twice": Message("同一个对象里键重复", "in one object a key stands twice:"),
    "request.why.number": Message("不是数字，或太长", "no number, or too long a one"),
    "request.why.depth": Message("层数太多", "too deep"),
    "request.why.utf_8": Message("不是 UTF-8，字节", "not UTF-8, at byte"),
    "request.why.text": Message(
        "有 NUL 字符或半个代理对", "a NUL character or half a surrogate pair"
    ),
    "request.not_json": Message(
        "请用 Content-Type: application/json 发送",
        "Send it as Content-Type: application/json",
        Tone.NO,
        415,
    ),
    "request.length_required": Message(
        "请求要带 Content-Length，不接受分块传输",
        "Send a Content-Length; chunked bodies are not taken",
        Tone.NO,
        411,
    ),
    "request.too_large": Message(
        "请求太大，最多 {limit} 字节", "Too large: at most {limit} bytes", Tone.NO, 413
    ),
    "request.invalid": Message(
        "有字段不对，见 errors", "A field is wrong, see errors", Tone.NO, 422
    ),
    "request.not_found": Message(
        "没有这个地址", "There is nothing at this address", Tone.NO, 404
    ),
    "request.method": Message(
        "这个地址不支持该方法", "This address does not take that method", Tone.NO, 405
    ),
    "request.bad": Message("请求不对", "The request is malformed", Tone.NO, 400),
    "auth.required": Message("请先登录", "Please log in first", Tone.NO, 401),
    "auth.permission": Message(
        "你不能{permission}，请找主管或管理员",
        "You may not {permission}; ask a supervisor or an administrator",
        Tone.NO,
        403,
    ),
    "auth.csrf": Message(
        "页面已过期，请刷新", "This page is out of date, please reload it", Tone.NO, 403
    ),
    "idempotency.bad_key": Message(
        "Idempotency-Key 要 1 到 255 个字符",
        "An Idempotency-Key has 1 to 255 characters",
        Tone.NO,
        400,
    ),
    "idempotency.other_payload": Message(
        "同一个 Idempotency-Key 用在了另一个内容上",
        "This Idempotency-Key was used with another payload",
        Tone.NO,
        422,
    ),
    "idempotency.in_flight": Message(
        "同一个请求还在处理，请稍后再试",
        "The same request is still being worked on; try again shortly",
        Tone.SRV,
        409,
    ),
    "state.illegal_move": Message(
        "现在不能这样做：{entity} 处于 {state}",
        "Not possible now: the {entity} is {state}",
        Tone.NO,
        409,
    ),
    "store.conflict": Message(
        "别人刚刚改过，请重试", "Somebody else was faster; try again", Tone.WARN, 409
    ),
    "store.busy": Message(
        "服务器正忙，什么也没改，请稍后再试",
        "The server is busy and nothing was changed; try again shortly",
        Tone.SRV,
        503,
    ),
    "server.error": Message(
        "服务器出错了，已记录：{request_id}",
        "Something broke on our side; it is on record: {request_id}",
        Tone.SRV,
        500,
    ),
}
