"""Signs a Transit and posts it without the agent.

  python3 sign_and_post.py --vectors ../../vectors                              checks itself against the shared vectors
  python3 sign_and_post.py ADDRESS LEDGER KEY_FILE YEAR_KEY_FILE CARRIER NUMBER ACTIVITY REGION

ADDRESS is the service's HTTP address; KEY_FILE is what ./trace keys new writes; YEAR_KEY_FILE holds the waybill key of this year in base64;
ACTIVITY is a number of TransitActivity, such as 2 for ARRIVED; REGION a province, such as 350000. From January to March, a second
YEAR_KEY_FILE of the year before comes last. Needs the package cryptography, for Ed25519.
"""
import base64
import datetime
import hashlib
import hmac
import json
import os
import sys
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def number(field, value):
    """A default is never written: the ledger takes the shortest encoding alone."""
    return varint(field << 3) + varint(value) if value else b""


def octets(field, value, always=False):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value if value or always else b""


def transit(activity, shipment=b"", next_courier="", previous_year_parcel=""):
    return 37, number(1, activity) + octets(2, shipment) + octets(3, next_courier) + octets(5, previous_year_parcel)


def receipt(manner, agreed, shipment=b"", previous_year_parcel=""):
    return 38, number(1, manner) + number(2, agreed) + octets(4, shipment) + octets(6, previous_year_parcel)


def statement(ledger, subject, party, key, time, offset, nonce, payload, place=b""):
    """trace.v1.Statement, fields in ascending order."""
    zigzag = (offset << 1) ^ (offset >> 31)
    return (octets(1, ledger) + octets(2, subject) + octets(3, party) + octets(4, key) + number(5, time) + number(6, zigzag)
            + octets(7, nonce) + octets(8, place) + octets(payload[0], payload[1], always=True))


def key_id(public):
    return hashlib.sha256(b"trace.v1.Key\n" + b"\x01" + public).digest()


def sign(private, bytes_):
    return private.sign(b"trace.v1.Statement\n" + bytes_)


def parcel(year_key, carrier, number_, year):
    """The waybill's number never leaves this machine; the parcel's key can't be turned back into it."""
    digest = hmac.new(year_key, f"{carrier}\n{number_}".encode(), hashlib.sha256).digest()[:16]
    return f"parcel/{carrier}/{year:04}-{base64.b32encode(digest).decode().lower().rstrip('=')}"


def check(folder):
    def group(name, key):
        return json.load(open(os.path.join(folder, name), encoding="utf-8"))[key]

    activities = ["", "PICKED_UP", "ARRIVED", "DEPARTED", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "PLACED", "TAKEN_OVER", "REFUSED", "RETURNING", "RETURNED", "DAMAGED", "LOST", "HELD"]
    manners, agreements = ["", "RECIPIENT", "AGENT", "COLLECTED", "TIME_OUT"], ["", "YES", "NO", "UNKNOWN"]
    checked = 0
    for case in group("waybills.json", "subjects"):
        if case["verdict"] == "valid":
            assert parcel(bytes.fromhex(case["yearKey"]), case["carrier"], case["number"], case["year"]) == case["subject"], case["name"]
            checked += 1
    for case in group("statements.json", "statements"):
        says = case["says"]
        said = says.get("transit") or says.get("receipt")
        if said is None or "relayed" in said or "proof" in said or "sealed" in says:
            continue  # A relay's, or with what is sealed: this sample says neither.
        common = {"shipment": base64.b64decode(said.get("shipment", "")), "previous_year_parcel": said.get("previousYearParcel", "")}
        payload = (transit(activities.index(said["activity"].removeprefix("TRANSIT_ACTIVITY_")), next_courier=said.get("nextCourier", ""), **common) if "transit" in says
                   else receipt(manners.index(said["manner"].removeprefix("RECEIPT_MANNER_")), agreements.index(said["agreed"].removeprefix("AGREED_")), **common))
        private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(case["signer"].encode()).digest())
        key = key_id(private.public_key().public_bytes_raw())
        made = statement(says["ledger"], says["subject"], says["party"], key, int(says["time"]), says.get("offset", 0), base64.b64decode(says["nonce"]), payload)
        assert made.hex() == case["bytes"], case["name"]
        assert hashlib.sha256(made).hexdigest() == case["identity"], case["name"]
        assert sign(private, made).hex() == case["signature"], case["name"]
        checked += 1
    assert checked >= 9, checked
    print(f"{checked} vectors agree")


def post(address, ledger, key_file, year_key_file, carrier, waybill, activity, region, before_key_file=None):
    fields = dict(line.split(" ", 1) for line in open(key_file, encoding="ascii").read().splitlines())
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(fields["seed"]))
    now = datetime.datetime.now(CHINA)
    year_key = base64.b64decode(open(year_key_file, encoding="ascii").read())
    previous = parcel(base64.b64decode(open(before_key_file, encoding="ascii").read()), carrier, waybill, now.year - 1) if now.month <= 3 else ""
    made = statement(ledger, parcel(year_key, carrier, waybill, now.year), fields["party"], key_id(private.public_key().public_bytes_raw()),
                     int(now.timestamp() * 1_000_000), 480, os.urandom(16), transit(int(activity), previous_year_parcel=previous), octets(3, region))
    # Keep `made` and its signature on disk until the answer is there: the same bytes again give the same entry, other bytes a second one.
    body = json.dumps({"statement": base64.b64encode(made).decode(), "signatures": [base64.b64encode(sign(private, made)).decode()]}).encode()
    request = urllib.request.Request(address + "/v1/statements", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        print(hashlib.sha256(made).hexdigest(), "recorded as entry", json.load(answer)["proof"]["index"])


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1] == "--vectors" else post(*sys.argv[1:])
