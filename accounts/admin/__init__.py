"""Django's admin for organisations, people and the logs: what is seen is scoped, what is done
goes through the actions, and whether it may be done is asked of the policies."""

from accounts.admin import changes, credentials, directory, logs, organisations, people, records

__all__ = ["changes", "credentials", "directory", "logs", "organisations", "people", "records"]
