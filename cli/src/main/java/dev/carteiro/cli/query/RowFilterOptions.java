// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.contract.InstanceKey;
import java.sql.SQLException;
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
      description = "Maximum number of rows. Default: ${DEFAULT-VALUE}.")
  private int limit;

  public boolean narrows() {
    return tenant != null || instance != null;
  }

  public DatabaseQuery narrow(DatabaseQuery query) {
    return query
        .where("tenant_id = ?", tenant)
        .where("instance = ?", instance)
        .where("gateway = ?", instance == null ? null : gateway);
  }

  public int limit() {
    return limit;
  }

  public void print(DatabaseOptions database, DatabaseQuery query, String order)
      throws SQLException {
    narrow(query).order(order, limit).run(database.settings()).print(database.out(), limit);
  }
}
