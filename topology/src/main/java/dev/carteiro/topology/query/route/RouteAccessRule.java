// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

/** Who may call a route, and whose data it answers with. Every route has one. */
enum RouteAccessRule {
  /**
   * Any API key. The answer contains data of its tenant only; for an admin, of all tenants or of
   * one.
   */
  OWN_TENANT,
  ADMIN,
  /** Any API key. The answer contains no data of tenants. */
  NO_TENANT_DATA
}
