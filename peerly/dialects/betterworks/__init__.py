"""The dialect of clients written for the Betterworks API."""
