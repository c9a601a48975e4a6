// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.config.SettingDefinition;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.TopologySettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CarteiroCommandLineTest {
  private static final String KEY = "ck_0123456789012345678901234567890";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final SettingsOnlyFactory roles = new SettingsOnlyFactory();

  @Test
  void anOptionWinsOverTheEnvironmentAndTheEnvironmentOverTheDefault() {
    // When
    int code =
        run(
            Map.of("BRIDGE_PORT", "1111", "WEBHOOK_ACCESS_LOG", "true"),
            "bridge",
            "--bridge-port=2222");
    // Then
    assertThat(code).isEqualTo(ExitCode.CANNOT_START.code());
    BridgeSettings settings = (BridgeSettings) roles.seen.get(0);
    assertThat(settings.http().port()).isEqualTo(2222);
    assertThat(settings.accessLog()).isTrue();
    assertThat(settings.http().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void aSecretComesFromTheFileThatItsOptionNames() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("key"), KEY + "\n");
    // When
    run(
        Map.of("BOOTSTRAP_ADMIN_KEY", "x".repeat(30)),
        "bridge",
        "--bootstrap-admin-key-file=" + file);
    // Then
    assertThat(((BridgeSettings) roles.seen.get(0)).access().bootstrapAdminKey()).contains(KEY);
  }

  @Test
  void noSecretCanStandOnACommandLine() {
    // When
    int code = run(Map.of(), "bridge", "--bootstrap-admin-key=" + KEY);
    // Then
    assertThat(code).isEqualTo(ExitCode.USAGE.code());
    assertThat(roles.seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bridge --nonsense",
        "bridge extra",
        "nonsense",
        "instances nonsense",
        "replay",
        "instances add x"
      })
  void whatIsNotUnderstoodIsRefused(String line) {
    // When
    int code = run(Map.of(), line.split(" "));
    // Then
    assertThat(code).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).startsWith("carteiro: ").contains("--help");
  }

  @Test
  void aBadValueIsNamedWithItsSetting() {
    // When
    int code = run(Map.of(), "sink", "--sink-batch-records=many");
    // Then
    assertThat(code).isEqualTo(ExitCode.CANNOT_START.code());
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "carteiro: SINK_BATCH_RECORDS must be a whole number (it is \"many\")");
  }

  @Test
  void aRolesHelpNamesEverySettingWithItsDefault() {
    // When
    int code = run(Map.of(), "topology", "--help");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    // Wrapped lines: compared without spaces.
    String help = out.toString().replaceAll("\\s", "");
    for (SettingDefinition<?> setting : SettingDefinition.of(List.of(TopologySettings.class))) {
      assertThat(help)
          .contains(setting.option() + (setting.secret() ? "-file=FILE" : "=VALUE"))
          .contains("Environment:" + setting.name());
      if (setting.defaultText() != null) {
        assertThat(help).contains("Default:" + setting.defaultText().replaceAll("\\s", "") + ".");
      }
    }
  }

  @Test
  void describingTheTopologyRunsNothing() {
    // When
    int code = run(Map.of(), "topology", "--describe", "--mermaid");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(out.toString()).contains("Sub-topology: 0").contains("flowchart LR");
  }

  @Test
  void withoutAKeyAnAdminCommandSaysWhereItLooked() {
    // When
    int code = run(Map.of("DATA_DIR", directory.toString()), "tenants", "list");
    // Then
    assertThat(code).isEqualTo(ExitCode.CANNOT_START.code());
    assertThat(err.toString())
        .contains("CARTEIRO_API_KEY")
        .contains(directory.resolve("admin-key").toString());
  }

  @Test
  void theLocalAdminKeyIsNotShownToAnotherMachine() throws Exception {
    // Given
    Files.writeString(directory.resolve("admin-key"), KEY);
    // When
    int code =
        run(
            Map.of("DATA_DIR", directory.toString(), "CARTEIRO_URL", "http://192.0.2.1:1"),
            "tenants",
            "list");
    // Then
    assertThat(code).isEqualTo(ExitCode.CANNOT_START.code());
    assertThat(err.toString()).startsWith("carteiro: no API key");
  }

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine cli = CarteiroCommandLine.commandLine(new Environment(environment), roles);
    cli.setOut(new PrintWriter(out, true));
    cli.setErr(new PrintWriter(err, true));
    return cli.execute(arguments);
  }

  /** Keeps the settings that a role would have got. */
  private static final class SettingsOnlyFactory implements RoleFactory {
    private final List<Object> seen = new ArrayList<>();

    @Override
    public ProcessRole bridge(BridgeSettings settings, PrometheusMeterRegistry metrics) {
      return refuse(settings);
    }

    @Override
    public ProcessRole topology(TopologySettings settings, PrometheusMeterRegistry metrics) {
      return refuse(settings);
    }

    @Override
    public ProcessRole sender(SenderSettings settings, PrometheusMeterRegistry metrics) {
      return refuse(settings);
    }

    @Override
    public ProcessRole sink(SinkSettings settings, PrometheusMeterRegistry metrics) {
      return refuse(settings);
    }

    @Override
    public ProcessRole console(ConsoleSettings settings, PrometheusMeterRegistry metrics) {
      return refuse(settings);
    }

    @Override
    public ProcessRole evolutionFake(EvolutionFakeSettings settings) {
      return refuse(settings);
    }

    @Override
    public Topology describe(TopologySettings settings) {
      return new Topology().addSource("source", "topic").addSink("sink", "other", "source");
    }

    private ProcessRole refuse(Object settings) {
      seen.add(settings);
      throw new StartupException("TEST", "this is a test");
    }
  }
}
