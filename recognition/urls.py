"""Where the pages about recognition are."""

from django.urls import path

from recognition.views import (
    feed,
    give,
    leaderboard,
    moderation,
    people,
    person,
    thanks,
)

urlpatterns = [
    path("", feed.feed, name="feed"),
    path("filters", feed.filters, name="filters"),
    path("news", feed.news, name="news"),
    path("give", give.give, name="give"),
    path("thanks/<int:number>", thanks.thanks, name="thanks"),
    path("thanks/<int:number>/hi5", thanks.hi5, name="hi5"),
    path("thanks/<int:number>/hi5/undo", thanks.take_back, name="take_back"),
    path("thanks/<int:number>/report", thanks.report, name="report"),
    path("people", people.people, name="people"),
    path("people/<int:number>", person.person, name="person"),
    path("leaderboard", leaderboard.leaderboard, name="leaderboard"),
    path("moderation", moderation.queue, name="moderation"),
    path("moderation/keys", moderation.keys, name="moderation_keys"),
    path("moderation/<int:number>", moderation.case, name="moderation_case"),
]
