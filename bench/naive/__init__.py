"""The same resources as a newcomer to Django REST framework writes them, over the same tables."""
