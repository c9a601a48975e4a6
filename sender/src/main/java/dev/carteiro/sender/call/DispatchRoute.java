// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.util.List;
import java.util.function.Consumer;

/** The route of a dispatch: the servers to call, or the reason why there is none. */
sealed interface DispatchRoute {

  void match(Consumer<ServerRoute> found, Consumer<MissingRoute> missing);

  /** The servers to call, the preferred one first; the apikey is secret. */
  record ServerRoute(List<EvolutionServerUrl> servers, String apikey) implements DispatchRoute {
    public ServerRoute {
      servers = List.copyOf(servers);
    }

    @Override
    public void match(Consumer<ServerRoute> found, Consumer<MissingRoute> missing) {
      found.accept(this);
    }

    @Override
    public String toString() {
      return "To[servers=" + servers + "]";
    }
  }

  /** No server can be called, unless {@code perhapsStale} and a newer binding arrives. */
  record MissingRoute(AttemptOutcome outcome, boolean perhapsStale) implements DispatchRoute {
    @Override
    public void match(Consumer<ServerRoute> found, Consumer<MissingRoute> missing) {
      missing.accept(this);
    }
  }
}
