# One image, three ways to run it: web, clock, and the command line (docker-compose.yml). Nothing in it is written to but /data
# and /tmp, and it runs as a user without rights.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements/bootstrap.lock requirements/run.lock requirements/build.lock requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.lock \
 && python -m venv /build \
 && /build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.lock
COPY . .
RUN /build/bin/python -m hatchling build -t wheel -d /wheel \
 && /venv/bin/pip install --no-cache-dir --no-deps /wheel/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 5057 --home-dir /data --shell /usr/sbin/nologin nq57 \
 && install -d -o nq57 -g nq57 -m 0700 /data /backups
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NQ57_MODE=production \
    NQ57_DATA_DIR=/data \
    NQ57_HOST=0.0.0.0
USER nq57
WORKDIR /data
VOLUME /data
EXPOSE 5057
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "webapp.cli.health"]
ENTRYPOINT ["nq57"]
CMD ["serve"]
