"""Requests byte by byte over one connection, with nothing put right on the way."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Self

from tests.server import Answer

SECONDS = 30


@dataclass(frozen=True)
class Probe:
    """A request as it goes over the wire. ``about`` says what is odd about it.

    ``many``: whether success is a page of rows; None where it may be that or not.
    """

    about: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    chunked: bool = False
    many: bool | None = None

    def head(self) -> bytes:
        """Return the request line and the headers."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        names = {name.lower() for name, _ in self.headers}
        if "host" not in names:
            lines.append("Host: 127.0.0.1")
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.chunked:
            lines.append("Transfer-Encoding: chunked")
        elif self.body is not None and "content-length" not in names:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def content(self) -> bytes:
        """Return the body as it is sent."""
        body = self.body or b""
        if not self.chunked:
            return body
        pieces = [body[start : start + 1_000] for start in range(0, len(body), 1_000)]
        return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


class Wire:
    """One connection that is opened again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def send(self, probe: Probe) -> Answer:
        """Return the answer to ``probe``; the connection must be good for the next one.

        Raises OSError or HTTPException when there is no answer.
        """
        return self.send_bytes(probe.head() + probe.content(), method=probe.method)

    def send_bytes(self, request: bytes, *, method: str = "GET") -> Answer:
        """Send ``request`` as it is. Raises OSError or HTTPException when nothing comes back."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), SECONDS)
        self.socket.sendall(request)
        response = HTTPResponse(self.socket, method=method)
        response.begin()
        body = response.read()
        if response.will_close:
            self.close()
        return Answer(response.status, response.headers, body)
