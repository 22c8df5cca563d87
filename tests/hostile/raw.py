"""Requests that are hardly HTTP, byte by byte."""

from __future__ import annotations

MALFORMED = {
    "not HTTP": b"hello\r\n\r\n",
    "an unknown version": b"GET /nowhere HTTP/9.9\r\nHost: a\r\n\r\n",
    "a space in the path": b"GET /nowhere me HTTP/1.1\r\nHost: a\r\n\r\n",
    "NUL in the path": b"GET /nowhere\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "NUL in a header": b"GET /nowhere HTTP/1.1\r\nHost: a\r\nX-A: a\x00b\r\n\r\n",
    "no colon": b"GET /nowhere HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n",
    "a space in a header's name": b"GET /nowhere HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n",
    "a length that is none": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "a length below zero": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "a length beyond reason": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 9"
    + b"9" * 30
    + b"\r\n\r\n",
    "two lengths": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nab",
    "a length too short": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
    b'{"a": 1}\r\n\r\n',
    "broken chunks": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"zz\r\n",
    "an unknown coding": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: rot13\r\n\r\n",
    "too many headers": b"GET /nowhere HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 5_000 + b"\r\n",
    "a header too long": b"GET /nowhere HTTP/1.1\r\nX-A: " + b"x" * 500_000 + b"\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
    "TLS": b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(100),
}
"""No HTTP, so the web server answers by itself, or hangs up."""

GENTLE = {
    "HTTP/1.0 without a host": b"GET {path} HTTP/1.0\r\n\r\n",
    "HTTP/1.1 without a host": b"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n",
    "an address for a path": b"GET http://evil.test{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Connection: close\r\n\r\n",
    "a question before the body": b"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    "length and chunks": b"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 7\r\n"
    b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "only line feeds": b"GET {path} HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n",
}
"""Odd, and HTTP all the same, about ``{path}``."""

STAR = b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
"""About the server itself, and no path of anybody's."""
