// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.peer.PeerQueryClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Queries the owners of partitions, all at the same time. A partition that has moved is queried
 * once more at its new owner; then, if the caller allows it, at a standby. Owners query no other
 * process, so there are no loops.
 */
public record ScatterGatherClient(
    PartitionDirectory partitions, LocalQueryExecutor local, PeerQueryClient peers) {
  /**
   * The fraction of the time left that an owner has before a standby is queried, if standbys are
   * allowed.
   */
  private static final double OWNER_FRACTION = 0.5;

  /**
   * Queries partitions.
   *
   * @param request to pass on to other processes
   * @param standby whether standbys may answer for owners that do not
   * @return one answer for each query, in the order of partitions; the future never completes
   *     exceptionally
   */
  CompletableFuture<List<PartitionAnswer>> query(
      LocalQueryExecutor.PlannedQuery work,
      PeerQueryClient.ForwardedQuery request,
      List<PartitionQuery> queries,
      boolean standby) {
    ScatterQuery query = new ScatterQuery(work, request, queries);
    return query
        .queryOwners(standby ? OWNER_FRACTION : 1)
        .thenCompose(done -> query.queryNewOwners())
        .thenCompose(
            done -> standby ? query.queryStandbys() : CompletableFuture.completedFuture(null))
        .thenApply(done -> List.copyOf(query.answers.values()));
  }

  /** One query in progress; its rounds follow one another. */
  private final class ScatterQuery {
    private final LocalQueryExecutor.PlannedQuery work;
    private final PeerQueryClient.ForwardedQuery request;
    private final List<PartitionQuery> queries;
    private final Map<PartitionQuery, PeerAddress> owners;
    private final Map<Integer, PartitionAnswer> answers = new TreeMap<>();

    ScatterQuery(
        LocalQueryExecutor.PlannedQuery work,
        PeerQueryClient.ForwardedQuery request,
        List<PartitionQuery> queries) {
      this.work = work;
      this.request = request;
      this.queries = queries;
      this.owners = owners(queries);
    }

    CompletableFuture<Void> queryOwners(double part) {
      queries.stream()
          .filter(query -> !owners.containsKey(query))
          .map(
              query ->
                  PartitionAnswer.missing(query.partition(), MissingPartitionReason.REBALANCING))
          .forEach(this::add);
      return round(owners, part, true).thenAccept(more -> more.forEach(this::add));
    }

    CompletableFuture<Void> queryNewOwners() {
      List<PartitionQuery> moved =
          queries.stream()
              .filter(
                  query ->
                      answers.get(query.partition()).missing() == MissingPartitionReason.NOT_OWNER)
              .toList();
      if (moved.isEmpty() || work.deadline().isOver()) {
        return CompletableFuture.completedFuture(null);
      }
      Map<PartitionQuery, PeerAddress> now = owners(moved);
      now.entrySet().removeIf(owner -> owner.getValue().equals(owners.get(owner.getKey())));
      return round(now, 1, false).thenAccept(more -> more.forEach(this::add));
    }

    CompletableFuture<Void> queryStandbys() {
      PartitionDirectory.ProcessPartitionAssignment placement =
          partitions.placement(work.plan().group());
      Map<PartitionQuery, PeerAddress> copies = new LinkedHashMap<>();
      for (PartitionQuery query : queries) {
        List<PeerAddress> standbys = placement.standbys(query.partition());
        if (answers.get(query.partition()).isMissing() && !standbys.isEmpty()) {
          boolean here = standbys.contains(partitions.self());
          copies.put(query.ofStandby(), here ? partitions.self() : standbys.get(0));
        }
      }
      // The reason of the owner says more than the reason of its standby.
      return round(copies, 1, false)
          .thenAccept(
              more -> more.stream().filter(answer -> !answer.isMissing()).forEach(this::add));
    }

    private void add(PartitionAnswer answer) {
      answers.put(answer.partition(), answer);
    }

    private Map<PartitionQuery, PeerAddress> owners(List<PartitionQuery> queries) {
      PartitionDirectory.ProcessPartitionAssignment placement =
          partitions.placement(work.plan().group());
      Map<PartitionQuery, PeerAddress> owners = new LinkedHashMap<>();
      for (PartitionQuery query : queries) {
        placement.owner(query.partition()).ifPresent(peer -> owners.put(query, peer));
      }
      return owners;
    }

    /**
     * Sends each query to a process, in a part of the time left.
     *
     * @param waits whether this thread may wait for the last of them; later rounds begin in threads
     *     that have more to do
     */
    private CompletableFuture<List<PartitionAnswer>> round(
        Map<PartitionQuery, PeerAddress> receivers, double part, boolean waits) {
      LocalQueryExecutor.PlannedQuery now =
          new LocalQueryExecutor.PlannedQuery(
              work.plan(), work.scope(), work.after(), work.deadline().part(part));
      Map<PeerAddress, List<PartitionQuery>> byPeer =
          receivers.keySet().stream()
              .collect(Collectors.groupingBy(receivers::get, HashMap::new, Collectors.toList()));
      List<PartitionQuery> here = byPeer.remove(partitions.self());
      List<CompletableFuture<List<PartitionAnswer>>> requests = new ArrayList<>();
      if (here != null) {
        requests.add(local.read(now, here, waits && byPeer.isEmpty()));
      }
      Iterator<Map.Entry<PeerAddress, List<PartitionQuery>>> others = byPeer.entrySet().iterator();
      while (others.hasNext()) {
        Map.Entry<PeerAddress, List<PartitionQuery>> other = others.next();
        PeerAddress peer = other.getKey();
        requests.add(
            waits && !others.hasNext()
                ? peers.queryAndWait(peer, request, other.getValue(), now.deadline())
                : peers.query(peer, request, other.getValue(), now.deadline()));
      }
      if (requests.size() == 1) {
        return requests.get(0);
      }
      return CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new))
          .thenApply(
              done -> requests.stream().flatMap(answered -> answered.join().stream()).toList());
    }
  }
}
