// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** Who may call a route, and whose data it answers with. Every route has one. */
enum Rule {
  /** Every key; the answer holds what is of its tenant. Admins get all, or one tenant's. */
  OWN_TENANT,
  /** Admins only. */
  ADMIN,
  /** Every key; the answer holds nobody's data. */
  NOBODYS_DATA
}
