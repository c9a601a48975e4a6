// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.util.List;

/** The route of a dispatch: the servers to call, or the reason why there is none. */
sealed interface Route {

  /**
   * The servers to call, the preferred one first.
   *
   * @param apikey secret
   */
  record To(List<ServerUrl> servers, String apikey) implements Route {
    public To {
      servers = List.copyOf(servers);
    }

    @Override
    public String toString() {
      return "To[servers=" + servers + "]";
    }
  }

  /**
   * No server can be called.
   *
   * @param perhapsStale whether a newer binding that has not arrived yet may change this
   */
  record Nowhere(Outcome outcome, boolean perhapsStale) implements Route {}
}
