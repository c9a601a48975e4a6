// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.request;

import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.runtime.access.ApiAuthentication;
import dev.carteiro.runtime.access.Caller;
import io.javalin.http.Context;

/**
 * Whose data a request may see. Every route that shows data begins with one.
 *
 * @param caller who asks
 * @param tenantId the only tenant whose data may be shown; null for all, which only admins get
 */
public record Scope(Caller caller, String tenantId) {

  public Scope {
    if (tenantId == null && !caller.isAdmin()) {
      throw new IllegalArgumentException("only admins see all tenants");
    }
  }

  /**
   * The scope of a request: a tenant's own for its keys; for admins all, or the one that {@code
   * ?tenant=} names. Ends the request with 401 without a key, with 404 when the tenant is not the
   * caller's.
   */
  public static Scope of(ApiAuthentication authentication, Context context) {
    return of(authentication.caller(context), context);
  }

  /** Likewise, of a caller who is known already. */
  public static Scope of(Caller caller, Context context) {
    String asked = context.queryParam("tenant");
    if (asked == null) {
      return new Scope(caller, caller.tenantId());
    }
    boolean possible = TenantRecord.isTenantId(asked) || asked.equals(TenantRecord.UNRESOLVED);
    if (!possible || !caller.mayRead(asked)) {
      throw ConsoleProblems.unknownTenant();
    }
    return new Scope(caller, asked);
  }

  /** Whether the database itself must hold the request to its tenant. */
  public boolean isBound() {
    return !caller.isAdmin();
  }
}
