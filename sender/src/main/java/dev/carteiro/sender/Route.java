// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.util.List;

/** Where a dispatch may go. */
sealed interface Route {

  /**
   * To these servers, the first preferred.
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
   * Nowhere.
   *
   * @param perhapsStale whether a binding that is on its way here may say otherwise
   */
  record Nowhere(Outcome outcome, boolean perhapsStale) implements Route {}
}
