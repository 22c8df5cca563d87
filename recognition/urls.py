"""Where the pages about recognition are."""

from django.urls import path

from recognition.views import (
    badges,
    feed,
    give,
    leaderboard,
    members,
    moderation,
    people,
    person,
    thanks,
    values,
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
    path("settings/values", values.values, name="settings_values"),
    path("settings/values/new", values.add, name="settings_value_add"),
    path("settings/values/<int:number>", values.change, name="settings_value"),
    path("settings/people", members.members, name="settings_people"),
    path("settings/people/<int:number>", members.member, name="settings_person"),
    path("settings/people/<int:number>/role", members.change_role, name="settings_role"),
    path("settings/people/<int:number>/hi5s", members.grant, name="settings_grant"),
    path("settings/people/<int:number>/remove", members.remove, name="settings_remove"),
    path("settings/people/<int:number>/restore", members.restore, name="settings_restore"),
    path("settings/badges", badges.badges, name="settings_badges"),
    path("settings/badges/new", badges.add, name="settings_badge_add"),
    path("settings/badges/<int:number>", badges.change, name="settings_badge"),
    path("settings/badges/<int:number>/remove", badges.remove, name="settings_badge_remove"),
]
