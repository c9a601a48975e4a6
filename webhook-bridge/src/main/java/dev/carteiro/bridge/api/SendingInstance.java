// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.kafka.TopicView;

/** The instance that a request sends from; the caller may use it. */
record SendingInstance(InstanceKey key, String name, String tenantId, ApiCaller caller) {

  /**
   * Finds the instance that the fields {@code instanceName} and {@code gateway} name. Another
   * tenant's instance is answered 404 like an unknown instance, so that names cannot be probed.
   */
  static SendingInstance of(
      RequestFieldReader request, ApiCaller caller, TopicView<InstanceBinding> instances) {
    String name = request.requiredText("instanceName", InstanceKey.MAX_NAME_BYTES);
    String gateway = request.text("gateway", 64);
    InstanceKey key =
        InstanceBindingHandler.key(gateway == null ? InstanceKey.DEFAULT_GATEWAY : gateway, name);
    return instances
        .get(key.text())
        .filter(binding -> caller.mayRead(binding.tenantId()))
        .map(binding -> new SendingInstance(key, name, binding.tenantId(), caller))
        .orElseThrow(ApiProblemFactory::unknownInstance);
  }
}
