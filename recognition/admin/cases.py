"""The report queue: what waits for a moderator and what was decided."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince

from accounts.admin.columns import Person, excerpt, name_of
from accounts.admin.timeline import Happening
from accounts.admin.viewer import viewer_of
from accounts.models import User
from recognition import policies
from recognition.actions import cases
from recognition.admin.moderation import ModeratorsPages
from recognition.admin.verdicts import CommentForm, Dismiss, Uphold, marks_of
from recognition.models import Case, Hi5, Report, Review


class MarkFilter(admin.SimpleListFilter):
    """Cases in which somebody chose a mark."""

    title = "mark"
    parameter_name = "mark"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the marks."""
        return Report.Mark.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the cases with a report of that mark."""
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=Report.objects.filter(mark_as=self.value()).values("case"))


@admin.register(Case)
class CasePages(ModeratorsPages[Case]):
    """The queue, and the page that a case is decided on."""

    title = "Report queue"
    change_form_template = "admin/recognition/case/change_form.html"
    list_display = [
        "state",
        "recognition_text",
        "between",
        "report_count",
        "marks",
        "waiting",
        "organisation",
    ]
    list_display_links = ["recognition_text"]
    list_filter = ["status", MarkFilter]
    search_fields = [
        "recognition__text",
        "recognition__given_by__first_name",
        "recognition__given_by__last_name",
        "recognition__given_for__first_name",
        "recognition__given_for__last_name",
    ]
    search_help_text = "Words of the recognition, who gave and who received it"
    confirmations = (Uphold(), Dismiss())
    fields = ()

    def rows(self, viewer: User) -> QuerySet[Case]:
        """Return the cases with all that the queue tells of them."""
        seen = Case.objects.visible_to(viewer).oldest_open_first()
        return seen.select_related(
            "organisation",
            "recognition__given_by",
            "recognition__given_for",
            "recognition__core_value",
        ).prefetch_related("reports__reported_by", "reviews__moderated_by")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Open ones first, the oldest of them at the top."""
        return ("waiting", "opened_at", "pk")

    def may_see_history(self, viewer: User) -> bool:
        """Reports and reviews are the history of a case."""
        return policies.can_moderate(viewer)

    def happenings(self, viewer: User, thing: Case) -> list[Happening]:
        """Return reports and reviews, newest first."""
        reported = [_told_report(each, viewer) for each in thing.reports.all()]
        decided = [_told_review(each, viewer) for each in thing.reviews.all()]
        return sorted(reported + decided, key=lambda each: each.at, reverse=True)

    def title_of(self, thing: Case) -> str:
        """Return its number and what it is about."""
        return f"Case {thing.pk}"

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Add what a decision needs to know."""
        case, viewer = context["original"], viewer_of(request)
        recognition = case.recognition
        page = {
            "case": case,
            "recognition": recognition,
            "giver": Person("given_by", "", viewer, linked=True)(recognition),
            "receiver": Person("given_for", "", viewer, linked=True)(recognition),
            "hi5s": Hi5.objects.standing().filter(recognition=recognition).count(),
            "reports": [(each, name_of(each.reported_by, viewer)) for each in case.reports.all()],
            "reviews": [(each, name_of(each.moderated_by, viewer)) for each in case.reviews.all()],
            "may_decide": policies.can_review(viewer, recognition),
            "comment_form": CommentForm(),
            "answer": f"{case.pk}:{cases.Evidence.shown(case)}",
        }
        return super().render_change_form(request, context | page, *args, **kwargs)

    @admin.display(description="status", ordering="status")
    def state(self, case: Case) -> str:
        """Return the status as a coloured word."""
        words = "status status-{}"
        return format_html('<span class="{}">{}</span>', words.format(case.status), case.status)

    @admin.display(description="recognition")
    def recognition_text(self, case: Case) -> str:
        """Return the beginning of the text."""
        return excerpt(case.recognition.text, 90)

    @admin.display(description="giver → receiver")
    def between(self, case: Case) -> str:
        """Return who thanked whom."""
        given = case.recognition
        return format_html(
            '<span class="person">{}</span> → <span class="person">{}</span>',
            given.given_by.full_name,
            given.given_for.full_name,
        )

    @admin.display(description="reports")
    def report_count(self, case: Case) -> str:
        """Return how many, and how many of them wait if that is fewer."""
        reports = case.reports.all()
        waiting = sum(each.answered_by_id is None for each in reports)
        is_mixed = 0 < waiting < len(reports)
        return f"{len(reports)} ({waiting} new)" if is_mixed else str(len(reports))

    @admin.display(description="marks")
    def marks(self, case: Case) -> str:
        """Return what is said to be wrong."""
        return marks_of(case)

    @admin.display(description="waiting", ordering="opened_at")
    def waiting(self, case: Case) -> str:
        """Return for how long, or nothing for a case that does not wait."""
        if case.status != Case.Status.OPEN:
            return "–"
        since = timezone.localtime(case.opened_at)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            since.isoformat(),
            f"{since:%-d %B %Y, %H:%M}",
            timesince(case.opened_at, depth=1),
        )


def _told_report(report: Report, viewer: User) -> Happening:
    words = [f"{Report.Mark(report.mark_as).label}: {report.reason}"]
    return Happening(report.reported_at, name_of(report.reported_by, viewer), "reported", words)


def _told_review(review: Review, viewer: User) -> Happening:
    what = "upheld" if review.is_inappropriate else "dismissed"
    words = [review.comment] if review.comment else []
    return Happening(review.moderated_at, name_of(review.moderated_by, viewer), what, words)
