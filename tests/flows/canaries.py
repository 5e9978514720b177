"""Words that stand in everything foreign; whoever has no right must never read one of them."""

CANARY = "金丝雀"
CANARY_NO = "CANARY77"
CANARY_PHONE = "19977665544"
CANARY_BASE = "7654.32"
CANARIES = (CANARY, CANARY_NO, CANARY_PHONE, CANARY_BASE, "7,654.32")
