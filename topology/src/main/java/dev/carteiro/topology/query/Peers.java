// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The other topology processes. */
interface Peers {

  /**
   * Asks a process for partitions that it should have. It answers for itself and asks nobody else.
   *
   * @return one answer for each ask; never completes exceptionally
   */
  CompletableFuture<List<PartitionAnswer>> ask(
      Peer peer, Forward request, List<Ask> asks, Deadline deadline);

  /**
   * A request as it came in.
   *
   * @param target path and query, as the client wrote them
   * @param authorization the caller's own
   */
  record Forward(String target, String authorization) {}
}
