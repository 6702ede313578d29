"""The formula of the rank: pure functions over integers and arrays. Imports nothing of Django."""
