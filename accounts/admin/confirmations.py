"""The page between wanting something and doing it: what it is about, and the words it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.admin.viewer import viewer_of
from accounts.models import User
from peerly.errors import Gone, NotAllowed, Refused
from peerly.notation import as_id

if TYPE_CHECKING:
    from accounts.admin.pages import Pages

M = TypeVar("M", bound=models.Model)

MOST = 100
"""How many things are done at once: each takes a transaction of its own."""


class Confirmation(Generic[M]):
    """Something that can be done to one or several things, each through the action."""

    name: ClassVar[str]
    """Its part of the address."""

    verb: ClassVar[str]
    """What the button says."""

    done: ClassVar[str]
    """What has happened to a thing afterwards."""

    warning: ClassVar[str] = ""
    """What it means, for somebody who is about to do it."""

    form: ClassVar[type[forms.Form]] = forms.Form
    """The words that the action needs."""

    goes_to_list: ClassVar[bool] = False
    """Whether the list comes next also after a single one."""

    def may(self, viewer: User) -> bool:
        """Whether ``viewer`` gets to this page."""
        raise NotImplementedError

    def obstacle(self, viewer: User, thing: M) -> str:
        """Return why this cannot be done to ``thing`` as far as one can tell; empty if it can."""
        raise NotImplementedError

    def perform(self, *, by: User, thing: M, seen: str, words: dict[str, Any]) -> None:
        """Call the action. ``seen`` is the stamp of the thing as the page showed it."""
        raise NotImplementedError

    def gather(self, things: QuerySet[M]) -> QuerySet[M]:
        """Return ``things`` with what their stamps are made of."""
        return things

    def stamp(self, thing: M) -> str:
        """Return what tells whether ``thing`` has moved on since the page showed it."""
        return ""

    def label(self, thing: M, viewer: User) -> str:
        """Return what the page and the messages call ``thing``."""
        return str(thing)

    def about(self, thing: M) -> str:
        """Return a line that helps to recognise ``thing``."""
        return ""

    def explain(self, thing: M, viewer: User) -> str:
        """Return why ``viewer`` may not do this to ``thing``."""
        return "You may not do this."


def address_of(pages: Pages[Any], confirmation: Confirmation[Any]) -> str:
    """Return the name of a confirmation's page within the admin."""
    return f"{pages.opts.app_label}_{pages.opts.model_name}_{confirmation.name}"


def offer(pages: Pages[M], viewer: User, thing: M) -> list[tuple[str, str]]:
    """Return (words, address) of what ``viewer`` can do to ``thing``."""
    return [
        (f"{each.verb}…", f"{_path(pages, each)}?things={thing.pk}")
        for each in pages.confirmations
        if each.may(viewer) and not each.obstacle(viewer, thing)
    ]


def lead_to(
    pages: Pages[M], confirmation: Confirmation[M], request: HttpRequest, ticked: QuerySet[M]
) -> HttpResponse | None:
    """Go from the list to the page that asks; None when too much is ticked."""
    ids = list(ticked.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        messages.warning(request, f"Choose at most {MOST} at a time.")
        return None
    things = ",".join(str(each) for each in ids)
    return HttpResponseRedirect(f"{_path(pages, confirmation)}?things={things}")


def confirm(pages: Pages[M], confirmation: Confirmation[M], request: HttpRequest) -> HttpResponse:
    """Ask, or do what was asked: to each thing by itself, so that one refusal stops no other."""
    viewer = viewer_of(request)
    if not confirmation.may(viewer):
        raise PermissionDenied
    is_answer = request.method == "POST"
    seen = _chosen((request.POST if is_answer else request.GET).get("things", ""))
    chosen = pages.get_queryset(request).filter(pk__in=seen if len(seen) <= MOST else [])
    things = list(confirmation.gather(chosen))
    if not things:
        messages.warning(request, "Nothing that you chose is there.")
        return HttpResponseRedirect(_list_of(pages))
    form = confirmation.form(request.POST if is_answer else None)
    if not is_answer or not form.is_valid():
        return _ask(pages, confirmation, request, things, form, seen if is_answer else None)
    _carry_out(confirmation, request, things, seen, form.cleaned_data)
    if len(things) > 1 or confirmation.goes_to_list:
        return HttpResponseRedirect(_list_of(pages))
    return HttpResponseRedirect(_page_of(pages, things[0]))


def _chosen(text: str) -> dict[int, str]:
    """Read ``12:stamp,13:stamp``; what is no id is left out, as an unknown one would be."""
    pairs = [each.partition(":") for each in text.split(",")]
    return {id_: stamp for pk, _, stamp in pairs if (id_ := as_id(pk))}


def _ask(
    pages: Pages[M],
    confirmation: Confirmation[M],
    request: HttpRequest,
    things: list[M],
    form: forms.Form,
    seen: dict[int, str] | None,
) -> HttpResponse:
    """Show the page; ``seen`` are the stamps of a page that is shown again."""
    viewer = viewer_of(request)
    left_out = []
    if seen is None:
        obstacles = [(thing, confirmation.obstacle(viewer, thing)) for thing in things]
        left_out = [(confirmation.label(each, viewer), why) for each, why in obstacles if why]
        things = [thing for thing, why in obstacles if not why]
        seen = {thing.pk: confirmation.stamp(thing) for thing in things}
    context = {
        **pages.admin_site.each_context(request),
        "title": f"{confirmation.verb}: {_counted(pages, len(things))}",
        "list_title": pages.list_title,
        "confirmation": confirmation,
        "things": [(confirmation.label(each, viewer), confirmation.about(each)) for each in things],
        "left_out": left_out,
        "answer": ",".join(f"{pk}:{stamp}" for pk, stamp in seen.items()),
        "form": form,
        "opts": pages.opts,
        "back": _list_of(pages) if len(things) != 1 else _page_of(pages, things[0]),
    }
    request.current_app = pages.admin_site.name
    return TemplateResponse(request, "admin/confirmation.html", context)


def _carry_out(
    confirmation: Confirmation[M],
    request: HttpRequest,
    things: list[M],
    seen: dict[int, str],
    words: dict[str, Any],
) -> None:
    viewer = viewer_of(request)
    done = []
    for thing in things:
        label = confirmation.label(thing, viewer)
        try:
            confirmation.perform(by=viewer, thing=thing, seen=seen[thing.pk], words=words)
        except Refused as refusal:
            messages.error(request, f"{label}: {refusal.message}")
        except NotAllowed:
            messages.error(request, f"{label}: {confirmation.explain(thing, viewer)}")
        except Gone:
            messages.error(request, f"{label}: somebody else was faster.")
        else:
            done.append(label)
    if done:
        names = done[0] if len(done) == 1 else f"{len(done)} of {len(things)}"
        messages.success(request, f"{names}: {confirmation.done}.")


def _counted(pages: Pages[Any], count: int) -> str:
    words = pages.opts.verbose_name if count == 1 else pages.opts.verbose_name_plural
    return f"{count} {words}"


def _path(pages: Pages[Any], confirmation: Confirmation[Any]) -> str:
    return reverse(f"admin:{address_of(pages, confirmation)}")


def _list_of(pages: Pages[Any]) -> str:
    return reverse(f"admin:{pages.opts.app_label}_{pages.opts.model_name}_changelist")


def _page_of(pages: Pages[M], thing: M) -> str:
    return reverse(f"admin:{pages.opts.app_label}_{pages.opts.model_name}_change", args=[thing.pk])
