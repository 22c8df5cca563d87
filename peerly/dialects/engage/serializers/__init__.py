"""The words of Engage's clients: what they send and get, by resource."""

from peerly.api.dialect import Words
from peerly.dialects.engage.serializers import events, users

WORDS: Words = {
    "user": users.User,
    "user_as_said": users.UserAsSaid,
    "new_user": users.NewUser,
    "user_changes": users.UserChanges,
    "new_event": events.NewEvent,
    "done": events.Done,
}
