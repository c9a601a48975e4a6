// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.contract.InstanceKey;
import picocli.CommandLine.Option;

/** Options that filter rows by tenant and instance, and limit their number. */
public final class RowFilterOptions {
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
  public boolean narrows() {
    return tenant != null || instance != null;
  }

  public DatabaseQuery narrow(DatabaseQuery question) {
    return question.where("tenant_id = ?", tenant).whereInstance(instance, gateway);
  }

  public int limit() {
    return limit;
  }
}
