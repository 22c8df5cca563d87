"""Nothing of one organisation reaches another one."""
