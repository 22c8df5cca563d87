"""Who may ask for what, and who may know of whom; the arrows themselves are import-linter's."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator

import accounts.api
import recognition.api
from peerly.api.viewsets import ResourceViewSet
from peerly.dialects import DIALECTS
from peerly.dialects.peerly.dialect import PEERLY, STATUS
from peerly.dialects.peerly.urls import urlpatterns
from peerly.errors import Refused
from tests.dialects.endpoints import endpoints
from tests.repository.source import calls, dotted, modules, text_of, tree_of

# The door from a request to rows. Each other way in is a line here, with its reason.
DOORS = {"visible_to", "in_sight_of", "none"}
OTHER_WAYS = {
    # Who asks is not known yet; looked up by a signed token, live people only.
    "accounts/api/authentication.py": {
        "RevokedToken.objects.filter",
        "User.objects.filter",
    },
    # Who asks is not known yet; looked up by what only they know.
    "accounts/api/credentials.py": {"Credential.objects.active"},
    # The same, within the statement that reads.
    "accounts/api/readers.py": {"Credential.objects.active"},
    # Of a person who was found through the door, or of the asker.
    "recognition/api/people.py": {"BadgeAward.objects.earned_by"},
}
MANAGERS = {"objects", "all_objects", "_base_manager", "_default_manager"}


ANSWERING = {"api", "dialects", "forms", "templatetags", "urls", "views"}
READING = {"background", "insights", "leaderboard"}


def asked_over_http():
    """Return the modules that answer requests, of the API and of pages, or read for those."""
    return [path for path in modules() if (ANSWERING | READING) & {*path.parts[:-1], path.stem}]


def ways_in(path) -> Iterator[str]:
    """Yield every ``Model.objects.verb`` of a module."""
    for node in ast.walk(tree_of(path)):
        words = dotted(node).split(".") if isinstance(node, ast.Attribute) else []
        if len(words) == 3 and words[1] in MANAGERS:
            yield ".".join(words)


def test_requests_reach_rows_through_visible_to_only():
    found = {}
    for path in asked_over_http():
        ways = {way for way in ways_in(path) if way.split(".")[2] not in DOORS}
        if ways:
            found[str(path)] = ways
    assert found == OTHER_WAYS


def test_no_request_uses_a_manager_without_a_verb():
    for path in asked_over_http():
        for node in ast.walk(tree_of(path)):
            handed_over = isinstance(node, ast.keyword | ast.Call)
            values = [node.value] if isinstance(node, ast.keyword) else getattr(node, "args", [])
            for value in values if handed_over else []:
                assert dotted(value).split(".")[-1] not in MANAGERS, (path, ast.dump(value))


def test_a_hidden_recognition_is_in_sight_of_moderators_only():
    seen = {
        (str(path), way)
        for path in asked_over_http()
        for way in ways_in(path)
        if way.endswith(".in_sight_of") and not way.startswith("User.")
    }
    assert seen == {
        ("recognition/api/moderation.py", "Recognition.objects.in_sight_of"),
        # What a case rests on, on its page: what was hidden before speaks too.
        ("recognition/background.py", "Recognition.objects.in_sight_of"),
    }


def test_nothing_asks_which_dialect_it_is():
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Compare):
                continue
            sides = [dotted(side) for side in (node.left, *node.comparators)]
            compared = [side for side in sides if re.search(r"\bdialect(\.name)?$", side)]
            by_identity = all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
            assert not compared or (by_identity and "None" in ast.unparse(node)), ast.unparse(node)
        for call in calls(path):
            if dotted(call.func) == "isinstance":
                assert "dialect" not in ast.unparse(call.args[0]), path


def test_no_app_knows_any_dialect():
    for path in modules("accounts", "recognition"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "dialects" not in ast.unparse(node), path
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "arg", "")))
            assert "dialect" not in str(name).lower() or path.parts[1] == "api", (path, name)


def codes_in_use() -> set[str]:
    """Return every code that the domain and the kernel can say."""
    said = {Refused.code}
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                said |= {
                    line.value.value
                    for line in node.body
                    if isinstance(line, ast.Assign)
                    and ast.unparse(line.targets[0]) == "code"
                    and isinstance(line.value, ast.Constant)
                }
        for call in calls(path):
            if dotted(call.func) in {"Problem", "_says", "_echoes"} and call.args:
                (first, *_) = call.args
                if isinstance(first, ast.Constant):
                    said.add(first.value)
    return said


def test_every_code_of_the_contract_is_used_and_no_other():
    # Which they are, and with which status, is the native dialect's to say: test_phrases.py.
    # Neutral ones, which every dialect words for itself.
    neutral = {"unknown_id", "invalid_query", "malformed_body", "unavailable", "internal"}
    assert codes_in_use() - neutral == set(STATUS)


def viewsets() -> Iterator[type[ResourceViewSet]]:
    """Yield every viewset of the apps."""
    for package in (accounts.api, recognition.api):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for thing in vars(importlib.import_module(module.name)).values():
                is_viewset = isinstance(thing, type) and issubclass(thing, ResourceViewSet)
                if is_viewset and thing.__module__ == module.name:
                    yield thing


def test_every_operation_of_every_viewset_is_mounted_and_nothing_else_is():
    mounted = {
        (each.viewset, each.action)
        for dialect in DIALECTS
        for each in endpoints(dialect)
        if not each.viewset.__module__.startswith("peerly.dialects.")  # a dialect's own
    }
    declared = {(viewset, action) for viewset in viewsets() for action in viewset.operations}

    assert mounted == declared
    for viewset, action in declared:
        assert callable(getattr(viewset, action)), (viewset, action)


def test_every_word_of_the_native_dialect_is_used():
    used = {word for each in endpoints(PEERLY) for word in each.operation.words()}
    assert set(PEERLY.words) == used


def test_every_creating_operation_takes_an_idempotency_key():
    # Signing in and out make nothing; restoring twice is refused by itself.
    exempt = {"google", "logout", "restore"}
    for pattern in urlpatterns:
        action = pattern.callback.actions.get("post")
        if action and action != "nothing" and action not in exempt:
            assert getattr(pattern.callback.cls, action).once_per_key is True, pattern


# What an action does on the way, with what it has in its hands already.
STEPS = {
    "history.record",
    "history.differences",
    "tallies.count",
    "tallies.give_back",
    "tallies.is_spent",
    "allowances.spend",
    "allowances.charge_again",
    "allowances.refund",
    "allowances.give_back",
    "allowances.open_period",
    "cases.evidence_of",
}


def test_actions_take_keywords_only():
    for path in modules("accounts/actions", "recognition/actions"):
        for function in tree_of(path).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            if f"{path.stem}.{function.name}" in STEPS:
                continue
            arguments = function.args
            assert not arguments.posonlyargs, (path, function.name)
            assert not arguments.args, (path, function.name)


def test_time_is_asked_for_in_one_way():
    """A clock of another kind could not be told what time it is."""
    for path in modules():
        for call in calls(path):
            assert dotted(call.func) not in {
                "datetime.now",
                "datetime.utcnow",
                "datetime.today",
                "date.today",
            }, path


def test_nothing_is_evaluated_or_run_from_text():
    for path in modules():
        for call in calls(path):
            assert dotted(call.func) not in {"eval", "exec", "compile", "os.system", "pickle.loads"}
        assert "mark_safe" not in text_of(path), path
    for path in asked_over_http():
        assert ".raw(" not in text_of(path), path
        assert ".extra(" not in text_of(path), path
        assert "import connection" not in text_of(path), path
