// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.topology.TopologySettings;
import java.io.PrintWriter;
import org.apache.kafka.streams.TopologyDescription;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Command {@code topology}: runs the topology, or prints its description or a Mermaid flowchart of
 * it.
 */
final class TopologyCommand extends RoleCommand {
  private static final String DESCRIBE = "--describe";
  private static final String MERMAID = "--mermaid";

  private final RoleFactory roles;

  TopologyCommand(Environment environment, RoleFactory roles) {
    super(
        "topology",
        "Runs the topology: resolves tenants, drops duplicates, merges statuses, routes. Or prints what it is.",
        environment,
        TopologySettings.settings(),
        (given, metrics) -> roles.topology(TopologySettings.from(given), metrics));
    this.roles = roles;
    spec()
        .addOption(
            flag(
                DESCRIBE,
                "Print the description of the topology instead of running it; needs no Kafka."));
    spec()
        .addOption(
            flag(
                MERMAID,
                "Print a Mermaid picture of the topology instead of running it; needs no Kafka."));
  }

  @Override
  public Integer call() {
    boolean describe = asked(DESCRIBE);
    boolean mermaid = asked(MERMAID);
    if (!describe && !mermaid) {
      return super.call();
    }
    TopologyDescription description = roles.describe(TopologySettings.from(given())).describe();
    PrintWriter out = spec().commandLine().getOut();
    if (describe) {
      out.print(description);
    }
    if (mermaid) {
      out.print(MermaidFlowchartWriter.flowchart(description));
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private boolean asked(String option) {
    return spec().commandLine().getParseResult().matchedOptionValue(option, false);
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }
}
