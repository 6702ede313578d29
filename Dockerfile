# The site in one image: web, worker and beat differ by their command alone (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --uid 10001 --create-home --home-dir /home/unfragile unfragile \
    && mkdir -p /var/lib/unfragile \
    && chown unfragile /var/lib/unfragile

WORKDIR /srv/unfragile

# Before the code, so that a change of the code does not fetch them again.
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-deps --require-hashes -r requirements/base.txt

COPY . .

ENV DJANGO_SETTINGS_MODULE=config.settings VAR_DIR=/var/lib/unfragile
USER unfragile

# The key serves this one command and is not kept in the image.
RUN SECRET_KEY=collecting-static-files python manage.py collectstatic --no-input

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]

CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "1", "--respawn-failed-workers", "--no-ws"]
