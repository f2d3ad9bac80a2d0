"""The languages of the window. A language is offered once its .ts file is complete."""

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Code → its own name, for a menu."""
