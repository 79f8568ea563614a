#!/usr/bin/env python3
"""A wallet that pays BOLT11 invoices through LNbits, with nothing but Python's standard library: http.server, sqlite3 and urllib.

    POST /pay                {"invoice": "lnbc...", "client_id": "..."}   pays, and answers when the payment has ended or takes too long
    GET  /pay/<id>           how it stands
    GET  /wallets            all wallets
    GET  /log?page=0         what changed the balance, the newest first
    GET  /payments?page=0    payments, the newest first

The header x-wallet-key says whose wallet it is. Amounts are sats, and the fee is 2 %, rounded up. Whatever goes wrong with a payment is told with
status 200, in `status` or in `error`.

Environment: PORT, WALLET_DB, LNBITS_URL, LNBITS_KEY, LNBITS_TIMEOUT (seconds), and WALLET_BUG, which makes it a wallet that guesses:
`refund-on-error` takes whatever is no success for a failure, and `charge-on-error` takes it for a success.
"""

import json
import os
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import bolt11

PAGE = 50
SCHEMA = """
pragma journal_mode = wal;
create table if not exists wallets (name text primary key, key text unique, sats integer not null, locked integer not null default 0);
create table if not exists payments (
  number integer primary key, id text unique, wallet text, client_id text, invoice text, hash text, amount integer, fee integer,
  status text, sent_at real, unique (wallet, client_id));
create index if not exists payments_open on payments (status) where status = 'pending';
create table if not exists log (number integer primary key, wallet text, payment text, kind text, sats integer, at real);
"""
WALLETS = [("alice", "key-of-alice", 5_000_000), ("bob", "key-of-bob", 5_000_000)]


class Refused(Exception):
    """Told to the caller as the error that it names."""


class Lnbits:
    def __init__(self, url, key, timeout):
        self.url, self.key, self.timeout = url, key, timeout

    def pay(self, invoice):
        """paid, failed, pending or unknown. Only the first two are certain."""
        status, body = self.call("POST", "/api/v1/payments", {"out": True, "bolt11": invoice})
        if status == 201 and body.get("status") == "success":
            return "paid"
        if status == 201 and body.get("status") == "pending":
            return "pending"
        if status == 520:  # the node: it failed, it is in flight, or it was paid before
            return {"failed": "failed", "success": "paid", "pending": "pending"}.get(body.get("status"), "unknown")
        if status in (400, 401, 403):
            return "failed"
        return "unknown"

    def look_up(self, payment_hash):
        """As `pay`, and absent where LNbits has never heard of it."""
        status, body = self.call("GET", f"/api/v1/payments/{payment_hash}")
        if status == 404:
            return "absent"
        if status != 200:
            return "unknown"
        details = body.get("details") or {}
        if body.get("paid"):
            return "paid"
        return "failed" if "failed" in (body.get("status"), details.get("status")) else "pending"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"x-api-key": self.key, "content-type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, parsed(error.read())
        except (OSError, ValueError):  # no connection, no answer in time, or none that can be read
            return 0, {}


def parsed(text):
    try:
        value = json.loads(text)
        return value if isinstance(value, dict) else {}
    except ValueError:
        return {}


class Wallets:
    """The ledger: one SQLite file, one connection, one lock."""

    def __init__(self, file):
        self.lock = threading.RLock()
        self.db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)
        with self.transaction() as db:
            db.executemany("insert or ignore into wallets (name, key, sats) values (?, ?, ?)", WALLETS)

    def transaction(self):
        return Transaction(self.db, self.lock)

    def rows(self, sql, *values):
        with self.lock:
            return [dict(row) for row in self.db.execute(sql, values)]

    def name_of(self, key):
        found = self.rows("select name from wallets where key = ?", key)
        return found[0]["name"] if found else None

    def payment(self, wallet, payment_id):
        found = self.rows("select * from payments where wallet = ? and id = ?", wallet, payment_id)
        return found[0] if found else None

    def begin(self, wallet, client_id, invoice, payment_hash, amount):
        """Takes the money and the client's id together. Returns the payment, and whether it is new."""
        fee = -(-amount * 2 // 100)
        with self.transaction() as db:
            known = self.rows("select * from payments where wallet = ? and client_id = ?", wallet, client_id)
            if known:
                if known[0]["invoice"] != invoice:
                    raise Refused("client_id_reused")
                return known[0], False
            if self.rows("select 1 from payments where hash = ? and status <> 'failed'", payment_hash):
                raise Refused("invoice_already_used")
            taken = db.execute(
                "update wallets set sats = sats - ?1, locked = locked + ?1 where name = ?2 and sats >= ?1", (amount + fee, wallet))
            if taken.rowcount == 0:
                raise Refused("not_enough_sats")
            payment_id = uuid.uuid4().hex
            db.execute(
                "insert into payments (id, wallet, client_id, invoice, hash, amount, fee, status, sent_at) values (?, ?, ?, ?, ?, ?, ?, 'pending', ?)",
                (payment_id, wallet, client_id, invoice, payment_hash, amount, fee, time.time()))
            self.log(db, wallet, payment_id, "debit", amount + fee)
        return self.payment(wallet, payment_id), True

    def decide(self, payment, status):
        """Paid or failed, once: whoever comes second changes nothing."""
        cost = payment["amount"] + payment["fee"]
        with self.transaction() as db:
            changed = db.execute("update payments set status = ? where id = ? and status = 'pending'", (status, payment["id"]))
            if changed.rowcount == 0:
                return
            given_back = cost if status == "failed" else 0
            db.execute("update wallets set sats = sats + ?, locked = locked - ? where name = ?", (given_back, cost, payment["wallet"]))
            if given_back:
                self.log(db, payment["wallet"], payment["id"], "credit", given_back)

    def sent(self, payment):
        with self.transaction() as db:
            db.execute("update payments set sent_at = ? where id = ?", (time.time(), payment["id"]))

    @staticmethod
    def log(db, wallet, payment_id, kind, sats):
        db.execute("insert into log (wallet, payment, kind, sats, at) values (?, ?, ?, ?, ?)", (wallet, payment_id, kind, sats, time.time()))


class Transaction:
    def __init__(self, db, lock):
        self.db, self.lock = db, lock

    def __enter__(self):
        self.lock.acquire()
        self.db.execute("begin immediate")
        return self.db

    def __exit__(self, kind, *_):
        self.db.execute("commit" if kind is None else "rollback")
        self.lock.release()


class Payer:
    def __init__(self, wallets, lnbits, bug):
        self.wallets, self.lnbits, self.bug = wallets, lnbits, bug

    def pay(self, wallet, client_id, invoice):
        payment_hash, msat = bolt11.read(invoice)
        if msat % 1000:
            raise Refused("no_whole_sats")
        payment, is_new = self.wallets.begin(wallet, client_id, invoice, payment_hash, msat // 1000)
        if is_new:
            self.conclude(payment, self.lnbits.pay(invoice))
        return self.wallets.payment(wallet, payment["id"])

    def conclude(self, payment, outcome):
        if outcome in ("paid", "failed"):
            self.wallets.decide(payment, outcome)
        elif self.bug == "refund-on-error":
            self.wallets.decide(payment, "failed")
        elif self.bug == "charge-on-error":
            self.wallets.decide(payment, "paid")

    def follow(self):
        """For ever: asks LNbits what became of payments that are open. A payment that it does not know is sent again, because LNbits pays an invoice once;
        but only when the first call has certainly ended."""
        while True:
            time.sleep(0.1)
            for payment in self.wallets.rows("select * from payments where status = 'pending'"):
                if time.time() - payment["sent_at"] < 2 * self.lnbits.timeout:
                    continue
                outcome = self.lnbits.look_up(payment["hash"])
                if outcome == "absent":
                    self.wallets.sent(payment)
                    outcome = self.lnbits.pay(payment["invoice"])
                self.conclude(payment, outcome)


class Working:
    """Counts requests that are being worked on, so that a deploy can wait for them."""

    def __init__(self):
        self.count, self.changed = 0, threading.Condition()

    def __enter__(self):
        with self.changed:
            self.count += 1

    def __exit__(self, *_):
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def ended(self):
        with self.changed:
            self.changed.wait_for(lambda: self.count == 0)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536
    wallets = payer = working = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        wallet = self.wallets.name_of(self.headers.get("x-wallet-key", ""))
        offset = int(parse_qs(url.query).get("page", ["0"])[0]) * PAGE
        match url.path.split("/")[1:]:
            case ["ping"]:
                self.answer(200, {"ok": True})
            case _ if wallet is None:
                self.answer(401, {"ok": False, "error": "wrong_key"})
            case ["wallets"]:
                self.answer(200, self.wallets.rows("select name, sats, locked from wallets"))
            case ["pay", payment_id]:
                payment = self.wallets.payment(wallet, payment_id)
                self.answer(200, shown(payment)) if payment else self.answer(404, {"ok": False, "error": "unknown_payment"})
            case ["log"]:
                self.answer(200, self.wallets.rows(
                    "select number, payment, kind, sats, at from log where wallet = ? order by number desc limit ? offset ?", wallet, PAGE, offset))
            case ["payments"]:
                self.answer(200, self.wallets.rows(
                    "select id, client_id, amount, fee, status from payments where wallet = ? order by number desc limit ? offset ?", wallet, PAGE, offset))
            case _:
                self.answer(404, {"ok": False, "error": "no_such_page"})

    def do_POST(self):
        with self.working:
            self.post()

    def post(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        wallet = self.wallets.name_of(self.headers.get("x-wallet-key", ""))
        if wallet is None:
            return self.answer(401, {"ok": False, "error": "wrong_key"})
        try:
            asked = parsed(body)
            payment = self.payer.pay(wallet, str(asked["client_id"]), str(asked["invoice"]))
            self.answer(200, shown(payment))
        except Refused as error:
            self.answer(200, {"ok": False, "error": str(error)})
        except (KeyError, ValueError) as error:
            self.answer(400, {"ok": False, "error": "bad_request", "detail": str(error)})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()


def shown(payment):
    names = ("id", "client_id", "amount", "fee", "status")
    return {"ok": payment["status"] != "failed", "payment": {name: payment[name] for name in names}}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


def main():
    env = os.environ
    lnbits = Lnbits(env["LNBITS_URL"], env["LNBITS_KEY"], float(env.get("LNBITS_TIMEOUT", "30")))
    Handler.wallets = Wallets(env["WALLET_DB"])
    Handler.payer = Payer(Handler.wallets, lnbits, env.get("WALLET_BUG", ""))
    Handler.working = Working()
    threading.Thread(target=Handler.payer.follow, daemon=True).start()
    server = Server(("127.0.0.1", int(env.get("PORT", "8000"))), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    Handler.working.ended()


if __name__ == "__main__":
    main()
