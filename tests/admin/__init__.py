"""The admin, met as its users meet it: by its pages."""
