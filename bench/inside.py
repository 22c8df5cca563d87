"""What is measured inside one process: CPU, pages touched, time in the database.

Run as ``python -m bench.inside WHAT JSON`` in the environment of a server: it prints JSON.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "peerly.settings"
os.environ["PEERLY_SERVING"] = "on"

import django

Application = Callable[..., Any]
Statement = tuple[str, Any, float]


def environ_of(path: str, token: str) -> dict[str, Any]:
    """Return a WSGI environment as the server makes one for GET ``path``."""
    where, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": where,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def ask(application: Application, path: str, token: str) -> tuple[str, bytes]:
    """Send one request; returns the status line and the body."""
    statuses: list[str] = []

    def start_response(status: str, headers: Any, problem: Any = None) -> None:
        statuses.append(status)

    answer = application(environ_of(path, token), start_response)
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return statuses[0], body


def cpu(path: str, tokens: list[str], rounds: int = 9, requests: int = 150) -> dict[str, Any]:
    """Return microseconds of CPU a request, best of ``rounds``, of bare, joined and Peerly.

    Interleaved in this one process; neither the web server nor PostgreSQL is in it.
    """
    from bench.bare import app as bare
    from peerly.wsgi import application as peerly

    sides: dict[str, Application] = {
        "bare": bare.application,
        "joined": bare.joined,
        "peerly": peerly,
    }
    best = dict.fromkeys(sides, float("inf"))
    sizes = {}
    for name, application in sides.items():
        status, body = ask(application, path, tokens[0])
        assert status == "200 OK", (name, status, body)
        sizes[name] = len(body)
    for _ in range(rounds):
        for name, application in sides.items():
            began = time.process_time()
            for number in range(requests):
                ask(application, path, tokens[number % len(tokens)])
            spent = (time.process_time() - began) / requests * 1e6
            best[name] = min(best[name], spent)
    return {"us": best, "ratio": best["peerly"] / best["bare"], "bytes": sizes}


@contextmanager
def noting() -> Iterator[list[Statement]]:
    """Yield a list that fills with what is asked of the database: SQL, values, seconds."""
    from django.db import connection

    statements: list[Statement] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, values, many, context)
        finally:
            statements.append((sql, values, time.perf_counter() - began))

    with connection.execute_wrapper(note):
        yield statements


def statements_of(path: str, token: str) -> tuple[int, str, list[Statement]]:
    """Return the status, the body and the statements of one request, as Peerly sends them."""
    from django.test import Client

    with noting() as statements:
        answer = Client(SERVER_NAME="127.0.0.1").get(
            path, headers={"authorization": f"Bearer {token}"}
        )
        body = answer.getvalue().decode()
    return answer.status_code, body, statements


def pages(paths: list[str], token: str, table: str) -> list[dict[str, Any]]:
    """Return, for each path, what its statement about ``table`` touches, warm.

    ``own`` are the pages touched for rows of ``table`` itself, its indexes included; ``asker``
    those for finding out who asks.
    """
    found = []
    for path in paths:
        statements_of(path, token)
        status, body, statements = statements_of(path, token)
        about = [each for each in statements if f"FROM {table}" in each[0].replace('"', "")]
        found.append({"path": path, "status": status, "body": body[:300], **_walked(about, table)})
    return found


def _walked(statements: list[Statement], table: str) -> dict[str, Any]:
    from django.db import connection

    touched, own, asker, ways = 0, 0, 0, set()
    for sql, values, _ in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
            (answer,) = cursor.fetchone()
        plan = answer if isinstance(answer, list) else json.loads(answer)
        top = plan[0]["Plan"]
        reading = [each for each in _nodes(top) if each.get("Relation Name") == table]
        touched += _pages(top)
        own += sum(map(_pages, reading))
        asker += sum(_pages(each) for each in _nodes(top) if _finds_one_person(each))
        ways |= {each["Node Type"] for each in reading}
    return {
        "pages": touched,
        "own": own,
        "asker": asker,
        "statements": len(statements),
        "index_only": "Index Only Scan" in ways,
        "sequential": "Seq Scan" in ways,
    }


def _finds_one_person(node: dict[str, Any]) -> bool:
    is_by_id = node.get("Index Name") == "accounts_user_pkey" and node["Actual Loops"] == 1
    return is_by_id and "Plans" not in node


def _pages(plan: dict[str, Any]) -> int:
    """Return what a node has touched, those below it included."""
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", []):
        yield from _nodes(each)


def database_time(paths: list[str], email: str, rounds: int = 5) -> list[dict[str, Any]]:
    """Return the milliseconds the database takes for each page, as ``email`` sees it; median."""
    from django.test import Client

    from accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    found = []
    for path in paths:
        times = []
        for _ in range(rounds + 1):
            with noting() as statements:
                status = client.get(path).status_code
            times.append(sum(seconds for *_, seconds in statements) * 1000)
        middle = sorted(times[1:])[rounds // 2]
        found.append({"path": path, "status": status, "ms": middle, "statements": len(statements)})
    return found


BACKEND = "accounts.passwords.PasswordBackend"


def tokens(emails: list[str]) -> list[str]:
    """Return a token of each."""
    from accounts.actions import tokens as made
    from accounts.models import User

    people = {person.email: person for person in User.objects.filter(email__in=emails)}
    return [made.issue(person=people[email]) for email in emails]


def sessions(emails: list[str]) -> list[str]:
    """Return the cookies of each, signed in."""
    from django.test import Client

    from accounts.models import User

    cookies = []
    for person in User.objects.filter(email__in=emails):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person, backend=BACKEND)
        client.get("/")  # a browser has been there before, and knows the one against forgery too
        cookies.append("; ".join(f"{name}={each.value}" for name, each in client.cookies.items()))
    return cookies


def credentials(dialects: list[str], owner: str) -> dict[str, dict[str, str]]:
    """Return a credential for each dialect, as ``manage.py issue_credential`` prints it."""
    from django.core.management import call_command

    made = {}
    for dialect in dialects:
        printed = io.StringIO()
        call_command("issue_credential", dialect=dialect, owner=owner, stdout=printed)
        made[dialect] = dict(line.split("=", 1) for line in printed.getvalue().splitlines())
    return made


def main() -> None:
    """Call the function named first with the JSON behind it."""
    what, told = sys.argv[1], json.loads(sys.argv[2])
    known = (cpu, pages, database_time, tokens, sessions, credentials)
    functions: dict[str, Callable[..., Any]] = {each.__name__: each for each in known}
    django.setup()
    print(json.dumps(functions[what](**told)))


if __name__ == "__main__":
    main()
