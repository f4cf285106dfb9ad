# syntax=docker/dockerfile:1

# Builds the gateway into one file. Debian: the pinned Node of the workspace is linked with glibc.
FROM node:26.10.0-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npx -y pnpm@12 install --frozen-lockfile
# The commit or tag that health, metrics and --version name.
ARG BUILD=local
ENV BUILD=$BUILD
RUN npx -y pnpm@12 build

FROM node:26.10.0-alpine AS node

# Node and one file: without npm, yarn and the headers it takes about 180 MB.
FROM alpine:3.22
RUN apk add --no-cache libstdc++ && install -d -o 10001 -g 10001 /data
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=build /src/apps/gateway/dist/main.js /app/main.js
USER 10001:10001
ENV HOST=0.0.0.0 PORT=4000 METRICS_PORT=9464 DATA_DIR=/data AUTH_MODE=passthrough LOG_FORMAT=json
VOLUME /data
EXPOSE 4000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/main.js"]
