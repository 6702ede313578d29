"""Shapes of pages: frozen dataclasses, and what follows from them alone. Pure."""
