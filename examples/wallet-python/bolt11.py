"""Reads the amount and the payment hash of a BOLT11 invoice. The signature is the node's business, which checks it before it pays."""

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
MSAT_OF = {"": 100_000_000_000, "m": 100_000_000, "u": 100_000, "n": 100}
TIMESTAMP, SIGNATURE = 7, 104  # in groups of five bits


def read(invoice):
    """The payment hash in hex, and the amount in msat. Raises ValueError where it is no invoice, or has no amount."""
    prefix, _, data = invoice.lower().rpartition("1")
    words = [ALPHABET.index(letter) for letter in data[:-6]]
    if not prefix.startswith("ln") or checksum(prefix, data) != 1:
        raise ValueError("not a Lightning invoice")
    return payment_hash(words[TIMESTAMP:-SIGNATURE]), amount_msat(prefix)


def amount_msat(prefix):
    digits = prefix.lstrip("abcdefghijklmnopqrstuvwxyz")
    unit = digits[-1] if digits and digits[-1].isalpha() else ""
    number = digits[: len(digits) - len(unit)]
    if not number.isdigit():
        raise ValueError("the invoice has no amount")
    return int(number) // 10 if unit == "p" else int(number) * MSAT_OF[unit]


def payment_hash(words):
    while len(words) >= 3:
        length = words[1] * 32 + words[2]
        if ALPHABET[words[0]] == "p" and length == 52:
            return format(bits(words[3:55]) >> 4, "064x")
        words = words[3 + length:]
    raise ValueError("the invoice has no payment hash")


def bits(words):
    number = 0
    for word in words:
        number = number << 5 | word
    return number


def checksum(prefix, data):
    """BIP 173: 1 for a text whose last six letters fit the rest of it."""
    codes = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    codes += [ALPHABET.index(letter) for letter in data]
    value = 1
    for code in codes:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ code
        for shift, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            value ^= generator if top >> shift & 1 else 0
    return value
