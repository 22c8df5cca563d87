"""The words of the Betterworks dialect: what its clients send and get, by resource."""

from peerly.api.dialect import Words
from peerly.dialects.betterworks.serializers import directory, people, recognitions

WORDS: Words = {
    "user": people.User,
    "user_to_put": people.UserToPut,
    "user_changes": people.UserChanges,
    "put_lines": people.PutLines,
    "department": directory.Department,
    "department_in_full": directory.Department,
    "recognition": recognitions.Recognition,
    "recognition_query": recognitions.RecognitionQuery,
}
