// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the route of a dispatch by the binding of its instance. */
final class Routes {
  private final Function<String, Optional<InstanceBinding>> bindings;
  private final Credentials credentials;

  /**
   * @param bindings finds a binding by instance key
   */
  Routes(Function<String, Optional<InstanceBinding>> bindings, Credentials credentials) {
    this.bindings = bindings;
    this.credentials = credentials;
  }

  Route of(SendDispatch dispatch) {
    Optional<InstanceBinding> found = bindings.apply(dispatch.instance().text());
    if (found.isEmpty()) {
      return nowhere("INSTANCE_UNBOUND", "the instance is not registered", true);
    }
    InstanceBinding binding = found.get();
    if (!binding.tenantId().equals(dispatch.tenantId())) {
      return nowhere(SendResult.TENANT_CHANGED, "the instance is another tenant's", true);
    }
    List<ServerUrl> servers =
        binding.evolutionUrls().stream().map(ServerUrl::parse).flatMap(Optional::stream).toList();
    if (servers.isEmpty()) {
      return nowhere("NO_SERVER", "the instance's binding has no usable Evolution URL", false);
    }
    return credentials
        .find(binding.credential())
        .<Route>map(apikey -> new Route.To(servers, apikey))
        .orElseGet(
            () ->
                nowhere(
                    "CREDENTIAL_MISSING",
                    binding.credential() == null
                        ? "the instance's binding names no credential"
                        : "this sender has no usable credential " + binding.credential(),
                    false));
  }

  private static Route nowhere(String code, String detail, boolean perhapsStale) {
    return new Route.Nowhere(Outcome.notSent(code, detail), perhapsStale);
  }
}
