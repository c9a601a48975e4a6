// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.access.Caller;

/**
 * The instance that a request sends from; the caller may use it.
 *
 * @param name as written in the request
 * @param tenantId tenant of the instance
 */
record SendingInstance(InstanceKey key, String name, String tenantId, Caller caller) {

  /**
   * Finds the instance that the fields {@code instanceName} and {@code gateway} name. Another
   * tenant's instance is answered 404 like an unknown instance, so that names cannot be probed.
   */
  static SendingInstance of(JsonFields request, Caller caller, View<InstanceBinding> instances) {
    String name = request.requiredText("instanceName", EnvelopeReading.MAX_INSTANCE_BYTES);
    String gateway = request.text("gateway", 64);
    InstanceKey key =
        InstanceApi.key(gateway == null ? InstanceKey.DEFAULT_GATEWAY : gateway, name);
    return instances
        .get(key.text())
        .filter(binding -> caller.mayRead(binding.tenantId()))
        .map(binding -> new SendingInstance(key, name, binding.tenantId(), caller))
        .orElseThrow(ApiProblems::unknownInstance);
  }
}
