"""How honest the rank is: seeded measurements on the catalog, written to docs/evaluation.md."""
