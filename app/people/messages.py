"""What people and devices are told."""

from app.i18n import Message, Tone
from app.people import words

MESSAGES = words.MESSAGES | {
    "auth.bad_pin": Message(
        "工牌或 PIN 不对，请再试", "Badge or PIN is wrong, try again", Tone.NO, 401
    ),
    "auth.pin_wanted": Message("请输入 PIN", "Enter your PIN, too", Tone.NO, 401),
    "auth.locked": Message(
        "错太多次了，请等 {minutes} 分钟或找主管",
        "Too many wrong tries: wait {minutes} minutes or ask a supervisor",
        Tone.STOP,
        429,
    ),
    "auth.prove_again": Message(
        "这一步要当场确认：扫工牌，输 PIN",
        "This step wants a proof now: badge and PIN",
        Tone.NO,
        403,
    ),
    "auth.device": Message(
        "这台设备还没登记，请管理员登记",
        "This device is not enrolled; ask an administrator",
        Tone.NO,
        403,
    ),
    "people.unknown_role": Message(
        "没有角色“{role}”，可用：{known}",
        "There is no role “{role}”; known: {known}",
        Tone.NO,
        422,
    ),
    "people.pin_missing": Message(
        "新员工 {badge} 要有 PIN", "A new person ({badge}) needs a PIN", Tone.NO, 422
    ),
    "people.bad_pin_form": Message(
        "PIN 要 4 到 8 位数字", "A PIN has 4 to 8 digits", Tone.NO, 422
    ),
    "people.unknown_badge": Message(
        "没有工牌 {badge}", "There is no badge {badge}", Tone.NO, 404
    ),
    "people.unknown_device": Message(
        "没有设备“{device}”", "There is no device “{device}”", Tone.NO, 404
    ),
    "people.unknown_token": Message(
        "没有叫“{token}”的有效令牌", "No token named “{token}” is good", Tone.NO, 404
    ),
    "people.yourself": Message(
        "不能停用自己的工牌 {badge}", "You cannot shut out your own badge {badge}", Tone.NO
    ),
    "people.ui.locked": Message("解锁工牌", "Unlock badges"),
    "people.ui.locked_say": Message(
        "PIN 错了太多次的工牌；先认清是本人，再解锁",
        "Badges with too many wrong PINs. Make sure it is their owner who asks.",
    ),
    "people.ui.unlock": Message("解锁", "Unlock"),
    "people.ui.again": Message("确定的话，再点一次", "Press it once more if you mean it"),
    "people.ui.none_locked": Message("没有被锁的工牌", "No badge is locked"),
    "people.ui.deactivate": Message("停用", "Shut out"),
    "people.ui.activate": Message("启用", "Let in"),
    "people.ui.revoke": Message("停用", "Revoke"),
    "people.ui.sheets": Message("打印标签", "Print labels"),
    "people.ui.login": Message("登录", "Log in"),
    "people.ui.scan_badge": Message("扫工牌", "Scan your badge"),
    "people.ui.no_badge": Message(
        "没带工牌？找主管领备用的", "No badge? Your supervisor has a spare one."
    ),
    "people.ui.not_enrolled": Message(
        "这台设备还没登记：请管理员在“人员”页生成二维码，用它扫一下",
        "This device is not enrolled: ask an administrator for a code on the People page.",
    ),
    "people.ui.no_token": Message(
        "这个地址没带登记码，请重新扫管理员给的二维码",
        "There is no enrolment code in this address. Scan the administrator's code again.",
    ),
    "people.ui.enrol_failed": Message("没登记上", "Not enrolled"),
    "people.ui.not_in": Message("没登上", "Not logged in"),
    "people.ui.unknown_badge": Message(
        "工牌 {badge} 不认识，请再扫一次", "Badge {badge} is not known here; scan again"
    ),
    "people.ui.left": Message("停用", "Inactive"),
    "people.ui.enter_pin": Message("输入 PIN", "Enter your PIN"),
    "people.ui.scan_pin": Message("输入 PIN，回车", "PIN, then Enter"),
    "people.ui.not_me": Message("不是我", "Not me"),
    "people.ui.delete": Message("删除", "Delete"),
    "people.ui.enter": Message("好了", "OK"),
    "people.ui.entered": Message("已输入 {n} 位", "{n} entered"),
    "people.ui.enrolling": Message("正在登记这台设备…", "Enrolling this device…"),
    "people.ui.enrolled": Message("登记好了", "Enrolled"),
    "people.ui.enrolled_say": Message(
        "这台设备可以用了，请登录", "This device is ready. Please log in."
    ),
    "people.ui.people": Message("人员", "People"),
    "people.ui.devices": Message("设备", "Devices"),
    "people.ui.cards": Message("打印工牌", "Print badges"),
    "people.ui.name": Message("姓名", "Name"),
    "people.ui.roles": Message("角色", "Roles"),
    "people.ui.state": Message("状态", "State"),
    "people.ui.active": Message("在用", "Active"),
    "people.ui.enrol": Message("登记设备", "Enrol a device"),
    "people.ui.enrol_say": Message(
        "用这台设备扫码，一次就好；码只显示这一次",
        "Scan this with the device, once. The code is shown this one time.",
    ),
    "people.ui.device_name": Message("设备名称", "Device name"),
    "people.ui.where_to": Message("去哪里？", "Where to?"),
    "people.ui.pda": Message("拣货", "Picking"),
    "people.ui.wall": Message("播种墙", "Put wall"),
    "people.ui.bench": Message("打包台", "Packing bench"),
    "people.ui.board": Message("看板", "Board"),
    "people.ui.waves": Message("波次", "Waves"),
    "people.ui.orders": Message("查订单", "Find an order"),
    "people.ui.exceptions": Message("异常", "Exceptions"),
    "people.ui.truth": Message("发了没有？", "Did it leave?"),
    "people.ui.batches": Message("批量预打单", "Batch pre-prints"),
    "people.ui.returns": Message("退货台", "Returns desk"),
    "people.ui.dispatch": Message("发运", "Dispatch"),
    "people.ui.putback": Message("放回库位", "Put back"),
    "role.picker": Message("拣货员", "Picker"),
    "role.packer": Message("打包员", "Packer"),
    "role.returns": Message("退货员", "Returns clerk"),
    "role.dispatcher": Message("发运员", "Dispatcher"),
    "role.supervisor": Message("主管", "Supervisor"),
    "role.admin": Message("管理员", "Administrator"),
}
