"""The words of the Engagedly dialect: what its clients send and get, by resource."""

from peerly.api.dialect import Words
from peerly.dialects.engagedly.serializers import directory, lists, people, praises, telling

WORDS: Words = {
    "people_query": people.PeopleQuery,
    "person_query": people.PersonQuery,
    "person": people.Person,
    "person_in_full": people.PersonInFull,
    "person_changed": people.PersonChanged,
    "new_person": telling.NewPerson,
    "person_changes": telling.PersonChanges,
    "deactivation": telling.Deactivation,
    "attribute": lists.Attribute,
    "block_reason": lists.BlockReason,
    "permission": lists.Permission,
    "permission_change": lists.PermissionChange,
    "department": directory.Department,
    "department_in_full": directory.DepartmentInFull,
    "department_changes": directory.PlaceChanges,
    "business": directory.Business,
    "business_in_full": directory.BusinessInFull,
    "business_changes": directory.PlaceChanges,
    "location": directory.Location,
    "location_in_full": directory.Location,
    "location_changes": directory.LocationChanges,
    "job_title": directory.JobTitle,
    "job_title_in_full": directory.JobTitle,
    "job_title_changes": directory.JobTitleChanges,
    "praise": praises.Praise,
}
