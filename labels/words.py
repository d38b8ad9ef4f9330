"""The words that stand on paper, in both languages."""

from typing import Literal

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "to": ("收", "TO"),
    "from": ("寄", "FR"),
    "track": ("扫码查件", "Scan to track"),
    "proof": ("预打凭证", "Pre-print"),
    "weight": ("实重", "Weight"),
    "order": ("订单", "Order"),
    "station": ("工位", "Bench"),
    "stub": ("存根", "Stub"),
    "reprint": ("补打 {n}", "REPRINT {n}"),
    "cage": ("集 {cage}", "Cage {cage}"),
    "piece": ("{piece}/{pieces} 件", "{piece}/{pieces} pc"),
    "pieces": ("共 {pieces} 件", "{pieces} pcs"),
    "masked": ("个人信息已隐藏", "Personal data hidden"),
    "care": ("客服 {care}", "Help {care}"),
    "found": ("捡到请交值班室", "Found? Hand in at the office"),
    "role.picker": ("拣货", "Picker"),
    "role.packer": ("打包", "Packer"),
    "role.returns": ("退货", "Returns"),
    "role.dispatcher": ("发运", "Dispatcher"),
    "role.supervisor": ("班长", "Supervisor"),
    "role.admin": ("管理员", "Admin"),
    "card.title": ("打包台命令卡", "Bench command card"),
    "card.note": ("贴在右手边，不用碰鼠标", "Fix it by your right hand. No mouse needed"),
    "card.foot": (
        "条码之间留空，别折，别覆膜反光 · A5 148 × 210 mm · Code 128",
        "Leave the gaps, do not fold, no glossy film · A5 148 × 210 mm · Code 128",
    ),
    "card.CONFIRM": ("确认", "Confirm"),
    "card.SHORT": ("缺货", "Short"),
    "card.UNDO": ("撤销", "Undo"),
    "card.PARK": ("暂存", "Park"),
    "card.REPRINT": ("补打", "Reprint"),
    "card.SUPERVISOR": ("叫班长", "Supervisor"),
    "card.box": ("{box} 号箱", "Box {box}"),
    "manifest.title": ("交接单", "Manifest"),
    "manifest.carrier": ("承运商", "Carrier"),
    "manifest.vehicle": ("车牌", "Vehicle"),
    "manifest.site": ("仓库", "Warehouse"),
    "manifest.time": ("时间", "Time"),
    "manifest.no": ("序", "No."),
    "manifest.waybill": ("运单号", "Waybill"),
    "manifest.parcel": ("包裹", "Parcel"),
    "manifest.grams": ("重量 g", "Weight g"),
    "manifest.total_one": ("共 {count} 件，{grams} g", "{count} parcel, {grams} g in all"),
    "manifest.total": ("共 {count} 件，{grams} g", "{count} parcels, {grams} g in all"),
    "manifest.page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "manifest.hand": ("交件人", "Handed over by"),
    "manifest.driver": ("司机签收", "Received by driver"),
    "manifest.date": ("日期时间", "Date and time"),
    "ticket.title": ("篮单", "Basket"),
    "ticket.urgent": ("加急", "URGENT"),
    "ticket.order": ("订单", "Order"),
    "ticket.orders": ("{n} 个订单", "{n} orders"),
    "ticket.cut_off": ("截单", "Cut-off"),
    "ticket.list": ("拣货单", "Pick list"),
    "ticket.slot": ("{list} · {slot} 号格", "{list} · slot {slot}"),
    "ticket.carrier": ("快递", "Carrier"),
    "ticket.more": ("… 还有 {n} 行", "… and {n} more lines"),
    "ticket.foot": (
        "篮单，不是面单，不要贴在包裹上",
        "A basket ticket, no waybill: keep it off parcels",
    ),
    "manifest.none": ("没有包裹", "No parcels"),
    "picks.title": ("拣货单", "Pick list"),
    "picks.bin": ("库位", "Bin"),
    "picks.item": ("商品", "Item"),
    "picks.quantity": ("数量", "Qty"),
    "picks.slot": ("格", "Slot"),
    "picks.done": ("完成", "Done"),
    "picks.foot": (
        "手持机坏了才用纸单；拣完交给主管补录",
        "For when no handheld works; hand it to a supervisor when it is done",
    ),
}

NUMBER_LATER = "确认后取号 · number after confirm"
WATERMARK = ("预打单", "PRE-PRINT · NOT VALID")


def word(key: str, lang: Lang, **values: object) -> str:
    """The word for the paper, filled in."""
    return WORDS[key][0 if lang == "zh" else 1].format(**values)
