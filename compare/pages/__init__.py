"""Pages assembled from selectors: a fixed number of queries each."""
