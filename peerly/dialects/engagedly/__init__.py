"""The dialect of clients written for the Engagedly API."""
