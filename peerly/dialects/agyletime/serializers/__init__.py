"""The words of Agyle Time's clients."""

from peerly.api.dialect import Words
from peerly.dialects.agyletime.serializers import answers, bodies

ACCESS_TOKEN = "access_token"  # noqa: S105 - the name of a word

WORDS: Words = {
    ACCESS_TOKEN: answers.AccessToken,
    "organisation": answers.Organisation,
    "user": answers.User,
    "user_changes": bodies.UserChanges,
    "user_reference": answers.UserReference,
    "business_role": answers.BusinessRole,
    "business_role_in_full": answers.BusinessRole,
    "business_role_changes": bodies.BusinessRoleChanges,
    "business_role_reference": answers.BusinessRoleReference,
    "system_role": answers.SystemRole,
}
