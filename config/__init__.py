"""Settings, root addresses, the Celery application and the embedded services. No app imports it."""
