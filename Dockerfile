# Topicwire in a container: runs as a numbered user, writes to /data only, holds no secret.
# docs/howto/run-in-a-container.md says how to use it.

FROM python:3.11-slim AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/topicwire
# The libraries first: this layer stays as long as the lock file does.
COPY requirements.lock ./
RUN /opt/topicwire/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml requirements.in README.md LICENSE ./
COPY watchlists ./watchlists
COPY adapters ./adapters
COPY bot ./bot
RUN /opt/topicwire/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && /opt/topicwire/bin/pip install --no-deps dist/topicwire-*.whl

FROM python:3.11-slim
RUN groupadd --gid 10001 topicwire \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin topicwire \
 && install --directory --owner=10001 --group=10001 --mode=0750 /data
COPY --from=build /opt/topicwire /opt/topicwire
# Samples; mount your own over them. Relative paths in config.toml count from its folder: data/ is /data.
COPY config.toml /config.toml
COPY watchlists /watchlists
ENV PATH=/opt/topicwire/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# By number, so that a cluster can see without looking inside that it is not root.
USER 10001:10001
WORKDIR /
VOLUME ["/data", "/watchlists"]
STOPSIGNAL SIGTERM
# The first start after an upgrade may build the search index anew: minutes for a million articles.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30m --retries=3 CMD ["topicwire", "health"]
ENTRYPOINT ["topicwire"]
CMD ["run"]
