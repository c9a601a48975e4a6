// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Queries other topology processes. */
public interface PeerQueryClient {

  /**
   * Queries partitions that a process should have. That process answers from its own stores and
   * queries no other.
   *
   * @return one answer for each query; the future never completes exceptionally
   */
  CompletableFuture<List<PartitionAnswer>> query(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline);

  /** As {@link #query}; the calling thread waits for the answer, unless too many do already. */
  default CompletableFuture<List<PartitionAnswer>> queryAndWait(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline) {
    return query(peer, request, queries, deadline);
  }

  /**
   * The request of a client, to be passed on.
   *
   * @param target path and query string, as the client wrote them
   * @param authorization Authorization header of the client
   */
  record ForwardedQuery(String target, String authorization) {}
}
