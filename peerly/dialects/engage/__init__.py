"""The dialect of Engage's clients."""
