#!/usr/bin/env python3
"""A payout service of somebody else's, in Python's standard library alone: it speaks the embedded contract over HTTP and pays through a
Lightning node with LND's REST interface. It is here to be judged:

    python3 examples/python/payout_service.py --port 8090 --rail http://127.0.0.1:8091 --strategy naive
    npx chaos-payout run timeout-after-charge --target http://127.0.0.1:8090 --rail-port 8091

Strategies:

    tracked   right: charges and claims the key at once, answers 202 while the node has not decided, asks the node what became of the
              payment hash, and refunds only what has failed for certain
    refund    wrong: takes a timeout for a failure and refunds at once, so a payment that settles late was paid for nothing
    naive     wrong: charges, and never refunds: the bug
"""

import argparse
import base64
import hashlib
import http.client
import json
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

NODE = "Anm+Zn753LusVaBilc6HCwcCm/zbLc4o2VnygVsW+BeY"  # the compressed generator of secp256k1: any valid public key will do
KEYSEND, ACCOUNT = "5482373484", "696969"
PAGE = 500


def cost_of(amount):
    return amount + -(-amount * 2 // 100)


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Rail:
    """The node: `send` and `track` answer settled, failed, absent, in-flight, or unknown where nobody knows."""

    def __init__(self, url, timeout):
        self.address = urlsplit(url).netloc
        self.timeout = timeout

    def send(self, payout):
        preimage = hashlib.sha256(f"python/{payout['id']}".encode()).digest()
        payout["hash"] = hashlib.sha256(preimage).hexdigest()
        encode = lambda data: base64.b64encode(data).decode()
        body = {
            "dest": NODE,
            "amt": str(payout["amount"]),
            "payment_hash": encode(bytes.fromhex(payout["hash"])),
            "timeout_seconds": 60,
            "fee_limit_sat": "0",
            "dest_custom_records": {KEYSEND: encode(preimage), ACCOUNT: encode(payout["gamertag"].encode())},
        }
        return self.exchange("POST", "/v2/router/send", json.dumps(body))

    def track(self, payout):
        path = base64.urlsafe_b64encode(bytes.fromhex(payout["hash"])).decode()
        return self.exchange("GET", f"/v2/router/track/{path}", None, first_only=True)

    def exchange(self, method, path, body, first_only=False):
        connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        try:
            connection.request(method, path, body, {"content-type": "application/json"})
            response = connection.getresponse()
            deadline = time.monotonic() + self.timeout
            while line := response.readline():
                state = self.state_of(json.loads(line))
                if state != "in-flight" or first_only:
                    return state
                if time.monotonic() > deadline:
                    break
            return "unknown"
        except (OSError, http.client.HTTPException, ValueError):
            return "unknown"
        finally:
            connection.close()

    @staticmethod
    def state_of(update):
        if "error" in update:
            return {5: "absent", 6: "in-flight"}.get(update["error"].get("code"), "unknown")
        status = update.get("result", {}).get("status")
        return {"SUCCEEDED": "settled", "FAILED": "failed"}.get(status, "in-flight")


class Service:
    def __init__(self, rail, strategy):
        self.rail = rail
        self.strategy = strategy
        self.lock = threading.RLock()
        self.balances, self.entries, self.payouts, self.by_key = {}, [], [], {}

    def fund(self, project, amount):
        with self.lock:
            self.book(project, None, "deposit", amount)
            return self.balances[project]

    def book(self, project, payout, cause, delta):
        self.balances[project] = self.balances.get(project, 0) + delta
        self.entries.append({
            "id": len(self.entries) + 1, "projectId": project, "cause": cause, "amount": delta,
            "payoutId": payout and payout["id"], "idempotencyKey": payout and payout["idempotencyKey"],
            "balanceAfter": self.balances[project], "createdAt": now(),
        })

    def pay(self, asked):
        with self.lock:
            known = self.by_key.get((asked["projectId"], asked["idempotencyKey"]))
            if known is not None:
                return self.answer_again(known)
            cost = cost_of(asked["amount"])
            if self.balances.get(asked["projectId"], 0) < cost:
                return error(402, "INSUFFICIENT_BALANCE")
            payout = {**asked, "id": f"py_{len(self.payouts) + 1}", "status": "pending", "createdAt": now()}
            self.payouts.append(payout)
            self.by_key[(asked["projectId"], asked["idempotencyKey"])] = payout
            self.book(asked["projectId"], payout, "charge", -cost)
        state = self.rail.send(payout)
        if state == "settled":
            return self.decide(payout, "completed", 201)
        if self.strategy == "tracked":
            return self.refunded(payout) if state == "failed" else self.take_over(payout)
        if self.strategy == "refund":
            self.refunded(payout)
        self.decide(payout, "error", 504)
        return error(504, "PAYMENT_TIMEOUT", payout) if state != "failed" else error(502, "PAYMENT_FAILED", payout)

    def answer_again(self, payout):
        if payout["status"] == "completed":
            return success(200, payout)
        if payout["status"] == "pending":
            return error(409, "PAYOUT_IN_PROGRESS", payout)
        return error(502, "PAYMENT_FAILED", payout) if payout["status"] == "expired" else error(504, "PAYMENT_TIMEOUT", payout)

    def decide(self, payout, status, code):
        with self.lock:
            payout["status"] = status
        return success(code, payout)

    def refunded(self, payout):
        with self.lock:
            self.book(payout["projectId"], payout, "refund", cost_of(payout["amount"]))
            payout["status"] = "expired"
        return error(502, "PAYMENT_FAILED", payout)

    def take_over(self, payout):
        threading.Thread(target=self.follow, args=[payout], daemon=True).start()
        return success(202, payout)

    def follow(self, payout):
        while True:
            time.sleep(0.05)
            state = self.rail.track(payout)
            if state == "settled":
                self.decide(payout, "completed", 201)
            elif state == "failed":
                self.refunded(payout)
            elif state == "absent":
                # It never reached the node. The same hash again is safe: a node pays a hash once.
                self.rail.send(payout)
            if state in ("settled", "failed"):
                return


def success(status, data):
    return status, {"success": True, "message": "", "data": data}


def error(status, code, payout=None):
    data = {**({"id": payout["id"]} if payout else {}), "error": code}
    return status, {"success": False, "message": code, "data": data, "error": {"code": code, "message": code}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536
    service = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        parts = [unquote(part) for part in url.path.split("/")[1:]]
        service = self.service
        with service.lock:
            match parts:
                case ["health"]:
                    self.reply(200, {"status": "ok"})
                case ["api", "v1", "projects", project, "balance"] if project in service.balances:
                    self.reply(*success(200, {"projectId": project, "balance": service.balances[project]}))
                case ["api", "v1", "projects", project, "entries"] if project in service.balances:
                    self.page("entries", [row for row in service.entries if row["projectId"] == project], query)
                case ["api", "v1", "payouts"]:
                    wanted = [row for row in service.payouts if row["projectId"] == query.get("projectId")]
                    status = query.get("status")
                    self.page("payouts", [row for row in wanted if status in (None, row["status"])], query)
                case _:
                    self.reply(*error(404, "NOT_FOUND"))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        match self.path.split("/")[1:]:
            case ["api", "v1", "payouts"]:
                self.reply(*self.service.pay({name: body[name] for name in ("gamertag", "amount", "projectId", "idempotencyKey")}))
            case ["api", "v1", "projects", project, "fund"]:
                self.reply(*success(200, {"newBalance": self.service.fund(unquote(project), body["amount"])}))
            case _:
                self.reply(*error(404, "NOT_FOUND"))

    def page(self, name, rows, query):
        after = query.get("after")
        start = next((at + 1 for at, row in enumerate(rows) if str(row["id"]) == after), 0) if after else 0
        chosen = rows[start:start + min(PAGE, int(query.get("limit", PAGE)))]
        more = start + len(chosen) < len(rows)
        self.reply(*success(200, {name: chosen, "next": str(chosen[-1]["id"]) if more else None}))

    def reply(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--rail", required=True, help="the node's address: http://127.0.0.1:8091")
    options.add_argument("--rail-timeout", type=float, default=0.5, help="how long to wait for the node, in seconds")
    options.add_argument("--strategy", choices=["tracked", "refund", "naive"], default="tracked")
    chosen = options.parse_args()
    Handler.service = Service(Rail(chosen.rail, chosen.rail_timeout), chosen.strategy)
    server = Server(("127.0.0.1", chosen.port), Handler)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
