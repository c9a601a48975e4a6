// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.contract.event.InstanceBinding;
import org.apache.kafka.common.header.Headers;

/**
 * A binding was written or removed.
 *
 * @param instance the record's key, {@code gateway/name}
 * @param binding null when the instance was unbound
 * @param headers the record's, which say whether it is meant as a whole
 */
public record BindingChange(String instance, InstanceBinding binding, Headers headers)
    implements ResolveInput {}
