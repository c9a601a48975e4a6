// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

/** A readable view of a store entry, with the tenant that owns it. */
public interface StoreEntryView {

  /** The tenant that owns the entry; null if no tenant does, so that only admins may see it. */
  String tenantId();
}
