// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.standalone.ChildJvm;
import dev.carteiro.standalone.StandaloneMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code up --demo} in a process of its own, on free ports. */
public final class DemoProcess implements AutoCloseable {
  private static final String LAST_LINE = "/fake/faults";
  private static final List<String> REACHED =
      List.of(
          "EMBEDDED_KAFKA_PORT",
          "EMBEDDED_KAFKA_CONTROLLER_PORT",
          "EMBEDDED_POSTGRES_PORT",
          "BRIDGE_PORT",
          "CONSOLE_PORT",
          "FAKE_PORT");
  private static final List<String> UNREACHED =
      List.of("TOPOLOGY_PORT", "SENDER_PORT", "SINK_PORT");

  private final ChildJvm process;
  private final Path data;
  private final Map<String, String> environment;

  private DemoProcess(ChildJvm process, Path data, Map<String, String> environment) {
    this.process = process;
    this.data = data;
    this.environment = environment;
  }

  /** An environment of free ports, with these settings besides. */
  public static Map<String, String> environment(Path data, Map<String, String> settings) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("DATA_DIR", data.toString());
    environment.put("TOPIC_PARTITIONS", "4");
    REACHED.forEach(port -> environment.put(port, Integer.toString(LoopbackPorts.anyFree())));
    UNREACHED.forEach(port -> environment.put(port, "0"));
    environment.putAll(settings);
    return environment;
  }

  /**
   * Returns when the demo plays.
   *
   * @param output file of what it prints
   * @param environment as {@link #environment} made it; the same again finds the same world
   */
  public static DemoProcess start(Path output, Map<String, String> environment) {
    DemoProcess demo =
        new DemoProcess(
            ChildJvm.start(output, environment, StandaloneMain.class, "up", "--demo"),
            Path.of(environment.get("DATA_DIR")),
            environment);
    demo.process.awaitOutput(LAST_LINE);
    return demo;
  }

  public String console() {
    return "http://127.0.0.1:" + environment.get("CONSOLE_PORT");
  }

  public String bridge() {
    return "http://127.0.0.1:" + environment.get("BRIDGE_PORT");
  }

  public String evolution() {
    return "http://127.0.0.1:" + environment.get("FAKE_PORT");
  }

  public String adminKey() {
    return DataDirectory.read(data.resolve("admin-key")).orElseThrow();
  }

  /** The key of the role sender that it printed for a company. */
  public String senderKey(String company) {
    Matcher matcher =
        Pattern.compile(company + " .*sender key (ck_\\S+)").matcher(process.output());
    if (!matcher.find()) {
      throw new IllegalStateException("no key of " + company + " in: " + process.output());
    }
    return matcher.group(1);
  }

  /** Stops it as a user does, and waits. */
  public void stop() {
    process.terminate();
    process.exitCode();
  }

  @Override
  public void close() {
    process.close();
  }
}
