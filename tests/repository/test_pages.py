"""What every page keeps to: who gets in, what its template may not say, what it is drawn with."""

from __future__ import annotations

import ast
import re

from tests.repository.source import dotted, files, modules, text_of, tree_of

# Views that anybody reaches. Each is a line here, with its reason.
OPEN_TO_ALL = {
    # Who asks is not known yet, or will not be any more.
    "accounts/views/sign_in.py": {"sign_in", "continue_as", "sign_out"},
    # It keeps what a stranger typed before the session ended; nothing is sent without one.
    "recognition/views/give.py": {"give"},
}
METHODS = {"require_safe", "answers_forms_only", "require_http_methods"}
# Django's and drf-spectacular's own pages, as far as ours go over them, are named by those.
ELSEWHERE = {"admin", "drf_spectacular"}


def views():
    """Yield the file of every view, and its function."""
    for path in modules("accounts/views", "recognition/views"):
        for node in tree_of(path).body:
            arguments = getattr(getattr(node, "args", None), "args", [])
            if arguments and arguments[0].arg == "request" and node.decorator_list:
                yield path, node


def named(decorators):
    """Return what the decorators are called, the outermost first."""
    return [dotted(one.func if isinstance(one, ast.Call) else one) for one in decorators]


def templates():
    """Return our templates."""
    return [path for path in files(".html", ".txt") if "templates" in path.parts]


def test_every_page_asks_who_looks_before_anything_else():
    found = list(views())
    assert len(found) > 35
    for path, view in found:
        if view.name not in OPEN_TO_ALL.get(str(path), set()):
            assert named(view.decorator_list)[0] == "page", (path, view.name)


def test_every_address_leads_to_a_page_or_to_what_is_open_to_all():
    for path in (p for p in modules("accounts", "recognition") if p.name == "urls.py"):
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and dotted(node.func) == "path"):
                continue
            module, _, name = dotted(node.args[1]).partition(".")
            file = f"{path.parent}/views/{module}.py"
            asks = {view.name for place, view in views() if str(place) == file}
            assert name in asks | OPEN_TO_ALL.get(file, set()), (path, ast.unparse(node))


def test_every_page_says_which_methods_it_answers():
    for path, view in views():
        assert METHODS & set(named(view.decorator_list)), (path, view.name)


def test_no_template_lets_what_people_typed_become_markup():
    for path in templates():
        assert not re.search(r"\|\s*safe(seq)?\b|\bautoescape\b", text_of(path)), path


def test_nothing_in_a_template_is_inline():
    for path in templates():
        html = re.sub(r"{%.*?%}|{{.*?}}", "", text_of(path))
        assert not re.search(r"<style\b|\sstyle=|javascript:", html, re.IGNORECASE), path
        assert not re.search(r"\s(?:hx-)?on[a-z:-]+=", html, re.IGNORECASE), path
        for script in re.findall(r"<script\b[^>]*>", html, re.IGNORECASE):
            assert " src=" in script, (path, script)


def test_every_picture_says_what_is_on_it_and_keeps_its_place():
    for path in templates():
        for picture in re.findall(r"<img\b.*?>", text_of(path), re.DOTALL | re.IGNORECASE):
            assert " alt=" in picture, (path, picture)
            is_sized = " width=" in picture and " height=" in picture
            assert is_sized or ELSEWHERE & set(path.parts), (path, picture)


def test_every_form_that_changes_something_carries_its_token():
    forms = 0
    for path in templates():
        for form in re.findall(r"<form\b.*?</form>", text_of(path), re.DOTALL | re.IGNORECASE):
            head = form.partition("\n")[0]
            posts = 'method="post"' in head.lower()
            assert ("{% csrf_token %}" in form) == posts, (path, head)
            assert posts or "hx-post" not in form, (path, head)
            forms += posts
    assert forms > 15


def test_every_template_is_shown_by_something():
    said = "\n".join(text_of(path) for path in [*modules(), *templates()])
    unused = [
        str(path)
        for path in templates()
        if not ELSEWHERE & set(path.parts) and not re.search(rf"[\"/]{path.stem}[\".]", said)
    ]
    assert unused == []
