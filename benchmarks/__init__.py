"""Measurements of the site beside the physical limit of the same work, interleaved so that only ratios count."""
