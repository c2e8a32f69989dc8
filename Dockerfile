# One image for web, relay and workers. `docker compose up` says how they fit together.

FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/copytaster
ENV PATH=/opt/copytaster/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# The dependencies change more seldom than the code: a layer of their own.
COPY requirements.lock ./
RUN pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml ./
COPY copytaster ./copytaster
COPY service ./service
COPY workers ./workers
RUN pip install --no-deps --no-build-isolation . && python -m compileall -q /opt/copytaster

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data copytaster \
 && install -d -o copytaster -g copytaster -m 0700 /data
COPY --from=build /opt/copytaster /opt/copytaster
ENV PATH=/opt/copytaster/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    COPYTASTER_HOME=/data
USER 10001:10001
WORKDIR /data
# Keys and the secret of the sessions; the articles are in PostgreSQL. The rest of the file system may be read-only.
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["copytaster"]
CMD ["web"]
