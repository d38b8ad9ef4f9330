"""What the floor says about products and codes."""

from app.i18n import Message, Tone

MESSAGES = {
    "catalog.bad_product": Message(
        "商品 {sku} 的字段 {field} 不对",
        "The field {field} of product {sku} is wrong",
        Tone.NO,
        422,
    ),
    "catalog.bad_barcode": Message(
        "商品 {sku} 的条码 {barcode} 校验位不对或太长，请核对",
        "Barcode {barcode} of {sku} has a wrong check digit or is too long; please check it",
        Tone.NO,
        422,
    ),
    "catalog.barcode_taken": Message(
        "条码 {barcode} 已属于别的商品，不能再给 {sku}",
        "Barcode {barcode} already names another product, not {sku}",
        Tone.NO,
        409,
    ),
    "catalog.unknown_sku": Message(
        "没有这个商品：{sku}", "There is no product {sku}", Tone.NO, 422
    ),
}
