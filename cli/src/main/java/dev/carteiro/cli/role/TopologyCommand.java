// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.topology.TopologySettings;
import org.apache.kafka.streams.TopologyDescription;
import picocli.CommandLine.Option;

/** Command {@code topology}: runs it, or prints its description or a Mermaid flowchart. */
final class TopologyCommand extends RoleCommand<TopologySettings> {
  private final RoleFactory roles;

  @Option(
      names = "--describe",
      description = "Print the description of the topology instead of running it; needs no Kafka.")
  private boolean describe;

  @Option(
      names = "--mermaid",
      description =
          "Print a Mermaid flowchart of the topology instead of running it; needs no Kafka.")
  private boolean mermaid;

  TopologyCommand(RoleFactory roles) {
    super(TopologySettings.class, roles::topology);
    this.roles = roles;
  }

  @Override
  public Integer call() {
    if (!describe && !mermaid) {
      return super.call();
    }
    TopologyDescription description =
        roles.describe(settings().environment().bind(TopologySettings.class)).describe();
    if (describe) {
      settings().out().print(description);
    }
    if (mermaid) {
      settings().out().print(MermaidFlowchartWriter.flowchart(description));
    }
    settings().out().flush();
    return ExitCode.OK.code();
  }
}
