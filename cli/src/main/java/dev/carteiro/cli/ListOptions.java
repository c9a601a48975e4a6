// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.contract.InstanceKey;
import picocli.CommandLine.Option;

/** Options that filter rows by tenant and instance, and limit their number. */
final class ListOptions {
  @Option(names = "--tenant", paramLabel = "ID", description = "Only of this tenant.")
  private String tenant;

  @Option(names = "--instance", paramLabel = "NAME", description = "Only of this instance.")
  private String instance;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      defaultValue = InstanceKey.DEFAULT_GATEWAY,
      description = "The instance's Evolution server. Default: ${DEFAULT-VALUE}.")
  private String gateway;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  /** Whether a tenant or an instance is given. */
  boolean narrows() {
    return tenant != null || instance != null;
  }

  Question narrow(Question question) {
    return question.where("tenant_id = ?", tenant).whereInstance(instance, gateway);
  }

  int limit() {
    return limit;
  }
}
