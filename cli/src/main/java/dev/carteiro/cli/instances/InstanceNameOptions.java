// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.contract.InstanceKey;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parameters that name an instance: its name and its gateway. */
final class InstanceNameOptions {

  @Parameters(paramLabel = "NAME", description = "Name of the instance in Evolution.")
  private String name;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      defaultValue = InstanceKey.DEFAULT_GATEWAY,
      description = "Which Evolution server, when there are several. Default: ${DEFAULT-VALUE}.")
  private String gateway;

  String name() {
    return name;
  }

  InstanceKey key() {
    return new InstanceKey(gateway, name);
  }

  /** Returns the instance's path in the bridge's API; the gateway is in {@link #query}. */
  String path() {
    return BridgeClient.path("api", "instances", name);
  }

  Map<String, String> query() {
    return Map.of("gateway", gateway);
  }
}
