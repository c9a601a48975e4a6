// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.view;

/** An entry of a store as it may be shown, and to whom. */
public interface TenantScoped {

  /** Whose it is; null when it is nobody's, so that administrators alone may see it. */
  String tenantId();
}
