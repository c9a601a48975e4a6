// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Queries other topology processes. */
interface Peers {

  /**
   * Queries partitions that a process should have. That process answers from its own stores and
   * queries no other.
   *
   * @return one answer for each query; the future never completes exceptionally
   */
  CompletableFuture<List<PartitionAnswer>> ask(
      Peer peer, Forward request, List<Ask> asks, Deadline deadline);

  /**
   * The request of a client, to be passed on.
   *
   * @param target path and query string, as the client wrote them
   * @param authorization Authorization header of the client
   */
  record Forward(String target, String authorization) {}
}
