"""A small orders API to try gonogo on: `python examples/sample_api.py --port 8811`.

Standard library only, on this machine only, orders kept in memory. `/v2` has a planted fault: its
totals are wrong, as a careless release might make them.
"""

from __future__ import annotations

import argparse
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PORT = 8811
USER, PASSWORD = "ada", "analytical-engine"
LONGEST_WAIT_MS = 30_000
MOST_ORDERS = 1_000
PRICES = {"book": 12.5, "pen": 1.2, "lamp": 39.9}


class Shop:
    """Orders and who is signed in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: set[str] = set()
        self._orders: dict[int, dict[str, Any]] = {}
        self._next = 1
        self.order("book", 2)
        self.order("lamp", 1)

    def sign_in(self, name: object, password: object) -> str | None:
        """A token for the one user there is."""
        if (name, password) != (USER, PASSWORD):
            return None
        token = secrets.token_hex(16)
        with self._lock:
            self._tokens.add(token)
        return token

    def knows(self, token: str) -> bool:
        """Whether the token was given out."""
        return token in self._tokens

    def order(self, item: str, quantity: int) -> dict[str, Any]:
        """Place an order; the oldest is forgotten when there are too many."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            total = round(PRICES[item] * quantity, 2)
            order = {"id": number, "item": item, "quantity": quantity, "total": total}
            self._orders[number] = order
            if len(self._orders) > MOST_ORDERS:
                del self._orders[next(key for key in self._orders if key > 2)]
        return order

    def find(self, number: str) -> dict[str, Any] | None:
        """One order."""
        return self._orders.get(int(number)) if number.isdecimal() else None

    def all(self) -> list[dict[str, Any]]:
        """Every order, oldest first."""
        with self._lock:
            return list(self._orders.values())


SHOP = Shop()


class Api(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server_version = "orders"
    sys_version = ""

    def do_GET(self) -> None:
        """Read something."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Sign in or order."""
        self._answer("POST")

    def _answer(self, method: str) -> None:
        self.content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self.query = parse_qs(parts.query)
        route = ROUTES.get((method, parts.path))
        if route:
            route(self)
        elif method == "GET" and parts.path.startswith(("/orders/", "/v2/orders/")):
            one_order(self, parts.path)
        else:
            self.json(404, {"error": "There is nothing here."})

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent; empty for anything else."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def json(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        """Answer JSON."""
        self.send(status, json.dumps(body).encode(), "application/json", headers)

    def send(
        self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        """Answer anything."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the first line printed is that the API is ready, and the only one."""


def health(api: Api) -> None:
    """GET /health."""
    api.json(200, {"status": "ok"}, {"X-Service": "orders"})


def login(api: Api) -> None:
    """POST /login: a token, and a cookie that remembers who it was."""
    sent = api.body()
    token = SHOP.sign_in(sent.get("name"), sent.get("password"))
    if token is None:
        api.json(401, {"error": "Name or password is wrong."})
    else:
        api.json(200, {"token": token}, {"Set-Cookie": f"visitor={USER}; Path=/; HttpOnly"})


def me(api: Api) -> None:
    """GET /me, for whoever signed in."""
    scheme, _, token = api.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not SHOP.knows(token):
        api.json(401, {"error": "Sign in first."}, {"WWW-Authenticate": "Bearer"})
    else:
        api.json(200, {"name": USER, "roles": ["buyer"]})


def greet(api: Api) -> None:
    """GET /welcome: by name, if the cookie came back."""
    visitor = SimpleCookie(api.headers.get("Cookie", "")).get("visitor")
    name = visitor.value if visitor else "stranger"
    api.send(200, f"Hello, {name}!\n".encode(), "text/plain; charset=utf-8")


def orders(api: Api) -> None:
    """GET /orders."""
    found = SHOP.all()
    api.json(200, {"orders": found, "count": len(found)})


def orders_xml(api: Api) -> None:
    """GET /orders.xml."""
    rows = "".join(
        f'<order id="{o["id"]}"><item>{o["item"]}</item><total>{o["total"]}</total></order>'
        for o in SHOP.all()
    )
    api.send(200, f"<?xml version='1.0'?><orders>{rows}</orders>".encode(), "application/xml")


def new_order(api: Api) -> None:
    """POST /orders."""
    sent = api.body()
    item, quantity = sent.get("item"), sent.get("quantity")
    if item not in PRICES or type(quantity) is not int or not 1 <= quantity <= 100:
        api.json(422, {"error": "An order needs an item and a quantity.", "items": list(PRICES)})
        return
    order = SHOP.order(item, quantity)
    api.json(201, order, {"Location": f"/orders/{order['id']}"})


def one_order(api: Api, path: str) -> None:
    """GET /orders/1; and GET /v2/orders/1, whose total leaves out the quantity."""
    order = SHOP.find(path.rpartition("/")[2])
    if order is None:
        api.json(404, {"error": "There is no such order."})
    elif path.startswith("/v2/"):
        api.json(200, {**order, "total": PRICES[order["item"]]})
    else:
        api.json(200, order)


def latest(api: Api) -> None:
    """GET /latest: a redirect to the newest order."""
    newest = SHOP.all()[-1]["id"]
    api.send(302, b"", "text/plain", {"Location": f"/orders/{newest}"})


def slow(api: Api) -> None:
    """GET /slow?ms=500: an answer after a while."""
    asked = api.query.get("ms", ["500"])[0]
    waited = min(int(asked), LONGEST_WAIT_MS) if asked.isdecimal() else 500
    time.sleep(waited / 1000)
    api.json(200, {"waited_ms": waited})


ROUTES: dict[tuple[str, str], Callable[[Api], None]] = {
    ("GET", "/health"): health,
    ("POST", "/login"): login,
    ("GET", "/me"): me,
    ("GET", "/welcome"): greet,
    ("GET", "/orders"): orders,
    ("GET", "/orders.xml"): orders_xml,
    ("POST", "/orders"): new_order,
    ("GET", "/latest"): latest,
    ("GET", "/slow"): slow,
}


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="A small orders API to try gonogo on.")
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}; 0: any free one")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Api)
    except OSError as error:
        parser.exit(1, f"The port cannot be used: {error.strerror}. Give another with --port.\n")
    server.daemon_threads = True
    print(f"The orders API listens on http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
