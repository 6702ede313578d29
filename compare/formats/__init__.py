"""A finished page as Markdown, text, JSON, CSV and pictures. Pure."""
