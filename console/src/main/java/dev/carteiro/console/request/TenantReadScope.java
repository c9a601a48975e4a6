// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.request;

import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.http.Context;

/**
 * Whose data a request may see. Every route that shows data starts by creating a scope.
 *
 * @param tenantId null for all tenants, for admins only
 */
public record TenantReadScope(ApiCaller caller, String tenantId) {

  public TenantReadScope {
    if (tenantId == null && !caller.isAdmin()) {
      throw new IllegalArgumentException("only admins see all tenants");
    }
  }

  /**
   * The scope of a request: a tenant's key sees its own tenant; an admin sees all tenants, or the
   * tenant of {@code ?tenant=}. Ends the request with 401 without a valid key, and with 404 when
   * the caller may not see the tenant.
   */
  public static TenantReadScope of(ApiKeyAuthenticator authentication, Context context) {
    ApiCaller caller = authentication.caller(context);
    String asked = context.queryParam("tenant");
    if (asked == null) {
      return new TenantReadScope(caller, caller.tenantId());
    }
    boolean possible = TenantRecord.isTenantId(asked) || asked.equals(TenantRecord.UNRESOLVED);
    if (!possible || !caller.mayRead(asked)) {
      throw ConsoleProblems.unknown("UNKNOWN_TENANT", "tenant");
    }
    return new TenantReadScope(caller, asked);
  }

  /** Whether the database must enforce the tenant, by row-level security. */
  public boolean isBound() {
    return !caller.isAdmin();
  }
}
