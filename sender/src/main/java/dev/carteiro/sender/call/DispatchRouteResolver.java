// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionCredentialResolver;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the route of a dispatch by the binding of its instance. */
public record DispatchRouteResolver(
    Function<String, Optional<InstanceBinding>> bindings, EvolutionCredentialResolver credentials) {
  DispatchRoute of(SendDispatch dispatch) {
    Optional<InstanceBinding> found = bindings.apply(dispatch.instance().text());
    if (found.isEmpty()) {
      return missing("INSTANCE_UNBOUND", "the instance is not registered", true);
    }
    InstanceBinding binding = found.get();
    if (!binding.tenantId().equals(dispatch.tenantId())) {
      return missing(SendResult.TENANT_CHANGED, "the instance is another tenant's", true);
    }
    List<EvolutionServerUrl> servers =
        binding.evolutionUrls().stream()
            .map(EvolutionServerUrl::parse)
            .flatMap(Optional::stream)
            .toList();
    if (servers.isEmpty()) {
      return missing("NO_SERVER", "the instance's binding has no usable Evolution URL", false);
    }
    return credentials
        .find(binding.credential())
        .<DispatchRoute>map(apikey -> new DispatchRoute.ServerRoute(servers, apikey))
        .orElseGet(
            () ->
                missing(
                    "CREDENTIAL_MISSING",
                    binding.credential() == null
                        ? "the instance's binding names no credential"
                        : "this sender has no usable credential " + binding.credential(),
                    false));
  }

  private static DispatchRoute missing(String code, String detail, boolean perhapsStale) {
    return new DispatchRoute.MissingRoute(AttemptOutcome.notSent(code, detail), perhapsStale);
  }
}
