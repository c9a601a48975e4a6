// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole system as {@code ./carteiro up} runs it: one process with the JVM flags of the script,
 * and the embedded PostgreSQL, on free ports.
 */
public final class StandaloneProcess implements AutoCloseable {
  private static final List<String> PORTS =
      List.of(
          "EMBEDDED_KAFKA_CONTROLLER_PORT",
          "CONSOLE_PORT",
          "TOPOLOGY_PORT",
          "SENDER_PORT",
          "SINK_PORT");

  private final BenchmarkProgram program;
  private final Path data;
  private final int bridge;
  private final int kafka;
  private final int postgres;

  private StandaloneProcess(
      BenchmarkProgram program, Path data, int bridge, int kafka, int postgres) {
    this.program = program;
    this.data = data;
    this.bridge = bridge;
    this.kafka = kafka;
    this.postgres = postgres;
  }

  /**
   * Starts it; the bridge is ready when this returns.
   *
   * @param root of the project, where the script is
   * @param data directory of all data; made
   * @param output file that gets what it prints
   * @param settings what differs from the defaults
   */
  public static StandaloneProcess start(
      Path root, Path data, Path output, Map<String, String> settings)
      throws ContenderUnavailableException {
    int bridge = LoopbackPorts.anyFree();
    int kafka = LoopbackPorts.anyFree();
    int postgres = LoopbackPorts.anyFree();
    Map<String, String> environment = new HashMap<>(settings);
    PORTS.forEach(port -> environment.put(port, Integer.toString(LoopbackPorts.anyFree())));
    environment.put("BRIDGE_PORT", Integer.toString(bridge));
    environment.put("EMBEDDED_KAFKA_PORT", Integer.toString(kafka));
    environment.put("EMBEDDED_POSTGRES_PORT", Integer.toString(postgres));
    environment.put("DATA_DIR", data.toString());
    environment.put("LOG_LEVEL", "WARN");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    StandaloneProcess process =
        new StandaloneProcess(
            BenchmarkProgram.start(
                output, root, environment, List.of(root.resolve("carteiro").toString(), "up")),
            data,
            bridge,
            kafka,
            postgres);
    try {
      RoleProcess.awaitReady(process.program, bridge);
      return process;
    } catch (ContenderUnavailableException e) {
      process.close();
      throw e;
    }
  }

  /** Returns the address of the bridge. */
  public InetSocketAddress address() {
    return LoopbackPorts.address(bridge);
  }

  public KafkaSettings kafka() {
    return new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafka))
        .bind(KafkaSettings.class);
  }

  public String adminKey() {
    return read("admin-key");
  }

  /** Opens a connection that sees the rows of all tenants. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + postgres + "/carteiro",
        "postgres",
        read("postgres/password"));
  }

  public ProcessHandle handle() {
    return program.handle();
  }

  /** Returns the main process of PostgreSQL; all others are its children. */
  public ProcessHandle postgresHandle() {
    String pid = read("postgres/data/postmaster.pid").lines().findFirst().orElseThrow();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private String read(String file) {
    try {
      return Files.readString(data.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
