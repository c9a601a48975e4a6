// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.contract.event.InstanceBinding;
import java.util.Optional;
import java.util.Set;

/**
 * A binding was written or removed.
 *
 * @param instance the record's key, {@code gateway/name}
 * @param binding null when the instance was unbound
 * @param fields names of the fields that the record is about; empty when it is meant as a whole
 */
public record BindingChange(String instance, InstanceBinding binding, Optional<Set<String>> fields)
    implements ResolveInput {}
