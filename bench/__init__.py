"""How fast Peerly is, beside a bare WSGI application and a naive one doing the same work."""
