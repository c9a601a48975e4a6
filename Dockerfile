# SPDX-License-Identifier: Apache-2.0
# One image for every role; the command names it: docker run carteiro bridge. Built from the reactor's output:
#   mvn -B -ntp -Dquick package && docker build -t carteiro .
FROM eclipse-temurin:25-jre

# The only directory that a role writes to beside /tmp: the topology's stores.
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/carteiro

COPY cli/target/lib /opt/carteiro/lib
COPY --chmod=0755 deploy/ready /opt/carteiro/ready

ENV TOPOLOGY_STATE_DIR=/var/lib/carteiro/state \
    LOG_FORMAT=json \
    MALLOC_ARENA_MAX=2

# A number, so that a cluster can see that it is not root; above the ids that base images give to people.
USER 10001:10001

# Half of the container's memory is heap: RocksDB, threads and buffers live outside of it.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", \
            "--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true", \
            "-cp", "/opt/carteiro/lib/*", "dev.carteiro.cli.CommandLineMain"]
