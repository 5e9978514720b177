# Two stages: wheels are installed in the first, the second has no compiler and no pip cache.
FROM python:3.11-slim-bookworm AS build
COPY requirements.txt /tmp/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm
# Pango for PDF (the fonts come with the Python package), pg_dump and pg_restore for backups.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/union --shell /usr/sbin/nologin union \
    && install -d -o union -g union -m 750 /var/lib/union /var/lib/union/media /backups
COPY --from=build /opt/venv /opt/venv
COPY . /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=union.settings.prod \
    UNION_VAR_DIR=/var/lib/union \
    UNION_STATIC_DIR=/srv/static
# Throwaway secrets: collecting files needs the settings, not the data. None of them stays in the image.
RUN env $(python3 union/settings/generated.py) ALLOWED_HOSTS=build.invalid \
        DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid/0 \
        python manage.py collectstatic --noinput --verbosity 0
USER union
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "union.wsgi:application"]
