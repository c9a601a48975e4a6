// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.contract.event.InstanceBinding;

/**
 * A binding was written or removed.
 *
 * @param instance the record's key, {@code gateway/name}
 * @param binding null when the instance was unbound
 */
public record BindingChange(String instance, InstanceBinding binding) implements ResolveInput {}
