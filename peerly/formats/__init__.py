"""How each language writes what Django has no format for."""
